package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.util.Optional;

/**
 * A layer.
 *
 * @param index number from 0, lowest first
 * @param diffId digest of its tar archive, uncompressed
 * @param blob digest of what is stored; empty where the source knows only the DiffID
 * @param mediaType as the manifest has it; empty where there is none
 * @param sizeBytes size of what is stored; 0 if not known before it is read
 * @param createdBy the line of the history that made it, such as {@code RUN apt-get install …};
 *     empty if there is none
 * @param present whether the source has it: a layer that a manifest only points to (foreign) is a
 *     gap of the image and cannot be read
 */
public record ImageLayer(
    int index,
    Digest diffId,
    Optional<Digest> blob,
    String mediaType,
    long sizeBytes,
    String createdBy,
    boolean present) {}
