package dev.sekisho.scan.advisory;

import java.nio.charset.StandardCharsets;

/** The 64-bit hash by which the database finds things: FNV-1a with a final mix. */
final class Hashes {
  private Hashes() {}

  static long of(String... parts) {
    long hash = 0xcbf29ce484222325L;
    for (String part : parts) {
      for (byte each : part.getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
      }
      hash = (hash ^ 0x1f) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    hash *= 0x9e3779b97f4a7c15L;
    return hash ^ (hash >>> 29);
  }
}
