package dev.sekisho.scan.inventory;

import java.nio.charset.StandardCharsets;

/**
 * 64-bit FNV-1a of a path without leading slash, so that a million paths fit in eight megabytes.
 */
final class PathHash {
  private static final long START = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private PathHash() {}

  static long of(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /**
   * The same without {@code usr/} before the directories that a merged /usr moves there: package
   * databases say {@code /lib/x} where the image has {@code usr/lib/x}.
   */
  static long owned(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    return owned(bytes, 0, bytes.length);
  }

  static long owned(byte[] bytes, int from, int to) {
    int start = from;
    if (start + 1 < to && bytes[start] == '.' && bytes[start + 1] == '/') {
      start += 2;
    }
    while (start < to && bytes[start] == '/') {
      start++;
    }
    return hash(bytes, merged(bytes, start, to) ? start + 4 : start, to);
  }

  private static long hash(byte[] bytes, int from, int to) {
    long hash = START;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
    }
    return hash;
  }

  /** {@code usr/bin/}, {@code usr/sbin/}, {@code usr/lib…/}. */
  private static boolean merged(byte[] b, int at, int to) {
    if (to - at < 8 || b[at] != 'u' || b[at + 1] != 's' || b[at + 2] != 'r' || b[at + 3] != '/') {
      return false;
    }
    int c = at + 4;
    return (b[c] == 'b' && b[c + 1] == 'i' && b[c + 2] == 'n' && b[c + 3] == '/')
        || (b[c] == 's' && b[c + 1] == 'b' && b[c + 2] == 'i' && b[c + 3] == 'n')
        || (b[c] == 'l' && b[c + 1] == 'i' && b[c + 2] == 'b');
  }
}
