package dev.sekisho.container.image;

import java.io.IOException;

/** Bytes that come a block at a time. For one thread. */
interface Blocks extends AutoCloseable {
  /**
   * The next block.
   *
   * @return valid until the next call; of length 0 at the end
   * @throws IOException also again, once it was thrown
   */
  Block next() throws IOException;

  @Override
  void close() throws IOException;

  /** An array and how much of it is filled. */
  final class Block {
    private static final int BYTES = 128 * 1024;

    private final byte[] bytes = new byte[BYTES];
    private int length;

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }

    void length(int filled) {
      length = filled;
    }
  }
}
