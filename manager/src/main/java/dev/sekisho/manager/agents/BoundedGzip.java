package dev.sekisho.manager.agents;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Unpacks what a host compressed, up to a bound. */
final class BoundedGzip {
  private BoundedGzip() {}

  /**
   * The content; empty if it is larger than the bound.
   *
   * @throws IllegalArgumentException if the bytes are not gzip
   */
  static Optional<byte[]> unpack(byte[] packed, int bound) {
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 1 << 16)) {
      byte[] content = gzip.readNBytes(bound + 1);
      return content.length > bound ? Optional.empty() : Optional.of(content);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is not gzip: " + e.getMessage(), e);
    }
  }
}
