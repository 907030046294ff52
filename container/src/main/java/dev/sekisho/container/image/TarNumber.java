package dev.sekisho.container.image;

/**
 * Numbers in headers of tar: octal digits, or base 256 where the first bit is set.
 *
 * @see <a href="https://www.gnu.org/software/tar/manual/html_node/Standard.html">GNU tar, basic
 *     format</a>
 */
final class TarNumber {
  /** What no field holds: the field is no number, is negative, or is beyond 63 bits. */
  static final long NONE = -1;

  private TarNumber() {}

  static long read(byte[] header, int offset, int length) {
    return (header[offset] & 0x80) == 0
        ? octal(header, offset, length)
        : base256(header, offset, length);
  }

  private static long octal(byte[] header, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && (header[at] == ' ' || header[at] == 0)) {
      at++;
    }
    long number = 0;
    for (; at < end && header[at] != ' ' && header[at] != 0; at++) {
      int digit = header[at] - '0';
      if (digit < 0 || digit > 7 || number >>> 60 != 0) {
        return NONE;
      }
      number = (number << 3) | digit;
    }
    return number;
  }

  private static long base256(byte[] header, int offset, int length) {
    if ((header[offset] & 0x40) != 0) {
      return NONE;
    }
    long number = header[offset] & 0x3f;
    for (int at = offset + 1; at < offset + length; at++) {
      if (number >>> 55 != 0) {
        return NONE;
      }
      number = (number << 8) | (header[at] & 0xff);
    }
    return number;
  }
}
