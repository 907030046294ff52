package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What an image says of itself.
 *
 * @param name how it was asked for, or how its archive names it; empty if it has no name
 * @param id digest of its configuration; of images in the format before Docker 1.10, which has no
 *     such digest, that of the record of the newest layer
 * @param manifest digest of the manifest by which registries know it; empty where there is none
 * @param repositoryTags names that its source knows it by
 * @param architecture as in the configuration, such as {@code amd64}
 * @param operatingSystem as in the configuration, such as {@code linux}
 * @param configuration what containers of it run as
 * @param layers lowest first
 */
public record ImageDescription(
    String name,
    Digest id,
    Optional<Digest> manifest,
    List<String> repositoryTags,
    String architecture,
    String operatingSystem,
    ImageConfiguration configuration,
    List<ImageLayer> layers) {
  public ImageDescription {
    repositoryTags = List.copyOf(repositoryTags);
    layers = List.copyOf(layers);
  }
}
