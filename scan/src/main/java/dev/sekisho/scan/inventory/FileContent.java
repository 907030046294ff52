package dev.sekisho.scan.inventory;

import java.io.IOException;

/**
 * One regular file that the walker hands out. Limits (size, depth, number, time) are the walker's:
 * what an analyzer is given is within them. Valid only during the call that it was handed to.
 */
public interface FileContent {
  /**
   * Relative to the root, normal, without a leading slash; {@code a.war!/WEB-INF/lib/b.jar} inside
   * archives.
   */
  String path();

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
}
