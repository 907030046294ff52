package dev.sekisho.scan.inventory;

import dev.sekisho.scan.format.ByteSource;
import java.io.IOException;

/**
 * One regular file that the walker hands out. Limits (size, depth, number, time) are the walker's:
 * what an analyzer is given is within them. Valid only during the call that it was handed to.
 */
public interface FileContent extends ByteSource {
  /**
   * Relative to the root, normal, without a leading slash; {@code a.war!/WEB-INF/lib/b.jar} inside
   * archives.
   */
  String path();

  @Override
  long sizeBytes();

  /** Permission bits as in tar and {@code st_mode}, such as 0755 and 04755. */
  int mode();

  /**
   * The whole content. The array is the caller's to read until its call returns, may be longer than
   * the file, and counts up to {@link #sizeBytes()}.
   *
   * @throws IOException if the input broke off
   */
  byte[] bytes() throws IOException;

  /** A part, without reading the rest where the input can seek. */
  @Override
  default void read(long position, byte[] into, int offset, int length) throws IOException {
    ByteSource.check(this, position, length);
    System.arraycopy(bytes(), (int) position, into, offset, length);
  }
}
