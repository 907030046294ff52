package dev.sekisho.model;

import java.util.OptionalInt;

/**
 * Where in what was scanned something was found.
 *
 * @param path relative to the root, without a leading slash; {@code a.jar!/lib/b.jar} for what is
 *     inside an archive; empty if it is the image's own configuration
 * @param layer number of the layer from 0, in the order of the configuration's DiffIDs; empty if
 *     the target has no layers
 * @param line from 1; empty if lines do not apply
 * @param deletedIn number of the later layer that removed or replaced the file, so that a container
 *     does not see it while anyone who has the image can; empty if it is there
 */
public record Location(String path, OptionalInt layer, OptionalInt line, OptionalInt deletedIn) {
  /** A file of a target without layers. */
  public static Location of(String path) {
    return new Location(path, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
  }
}
