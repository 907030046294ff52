package dev.sekisho.detect;

/**
 * UTF-8 decoded byte by byte, because runtimes disagree on malformed input. Each byte that does not
 * begin or continue a well-formed sequence (RFC 3629: no surrogates, no overlong forms) becomes one
 * U+FFFD.
 */
final class Utf8 {
  private Utf8() {}

  /** Whether the bytes are well-formed UTF-8. */
  static boolean isWellFormed(byte[] bytes, int length) {
    for (int i = 0; i < length; ) {
      int size = sequence(bytes, i, length);
      if (size == 0) {
        return false;
      }
      i += size;
    }
    return true;
  }

  static String decode(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; ) {
      int size = sequence(bytes, i, length);
      if (size == 0) {
        text.append('\uFFFD');
        i++;
      } else {
        append(text, bytes, i, size);
        i += size;
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, byte[] bytes, int at, int size) {
    int first = bytes[at] & 0xFF;
    int point = size == 1 ? first : first & (0xFF >> (size + 1));
    for (int i = 1; i < size; i++) {
      point = (point << 6) | (bytes[at + i] & 0x3F);
    }
    Characters.append(text, point);
  }

  /** The length of the well-formed sequence at a place, 0 if there is none. */
  private static int sequence(byte[] bytes, int at, int length) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0 || at + size > length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }
}
