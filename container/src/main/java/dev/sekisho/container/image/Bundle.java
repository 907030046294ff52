package dev.sekisho.container.image;

import java.io.IOException;
import java.util.Optional;

/** Named files that make up an image: a tar archive, or a directory. */
interface Bundle extends AutoCloseable {
  /** How the user named it. */
  String name();

  /**
   * A file by its path, {@code /} between its parts; empty if there is none.
   *
   * @throws IOException if it is there and cannot be opened
   */
  Optional<Region> find(String path) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A small file as a whole.
   *
   * @throws dev.sekisho.model.ProblemException if it is larger than a document may be
   */
  default Optional<byte[]> document(String path) throws IOException {
    Optional<Region> found = find(path);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Region region = found.get();
    if (region.size() > Descriptor.MAXIMUM_DOCUMENT_BYTES) {
      throw Words.problem(
          "image-document-too-large", path, name(), Descriptor.MAXIMUM_DOCUMENT_BYTES);
    }
    byte[] bytes = new byte[(int) region.size()];
    if (region.readAt(0, bytes, 0, bytes.length) < bytes.length) {
      throw Words.problem("image-breaks-off", name(), path);
    }
    return Optional.of(bytes);
  }
}
