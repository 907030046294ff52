package dev.sekisho.container.image;

import java.io.IOException;

/** The bytes of a tar archive as a walker takes them, in order, with skips. For one thread. */
interface TarBytes {
  /** How many bytes were read or skipped. */
  long position();

  /**
   * Reads as many bytes as asked for.
   *
   * @return fewer only where the archive ends
   */
  int read(byte[] into, int offset, int length) throws IOException;

  /**
   * Passes over bytes.
   *
   * @return fewer only where the archive ends
   */
  long skip(long count) throws IOException;

  /** Whether {@link #readAt} works. */
  boolean seekable();

  /**
   * Reads anywhere; the position stays.
   *
   * @param position from the beginning of the archive
   * @return fewer than asked only where the archive ends
   */
  int readAt(long position, byte[] into, int offset, int length) throws IOException;
}
