package dev.sekisho.container.image;

/** An array that one walker hands out again and again. For one thread. */
final class ContentBuffer {
  /** Larger files get an array of their own, so that one large file does not stay for all time. */
  static final int BYTES = 1 << 20;

  private byte[] array = new byte[64 * 1024];

  /**
   * An array for a file.
   *
   * @param size up to {@link #BYTES}
   * @return at least this long; what it held is lost
   */
  byte[] array(int size) {
    if (array.length < size) {
      array = new byte[Math.min(BYTES, Math.max(size, array.length * 2))];
    }
    return array;
  }
}
