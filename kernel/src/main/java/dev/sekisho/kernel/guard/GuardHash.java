package dev.sekisho.kernel.guard;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * The keyed hash by which the kernel compares names and paths: 64 bits, {@code hash_byte} in {@code
 * rules.h}.
 *
 * <p>Two texts with one hash would be taken for each other. By chance that is one in 2^64 per pair;
 * on purpose it would need the key, which is random for each load and readable by root only.
 *
 * @param factor odd
 */
record GuardHash(long start, long factor) {
  static GuardHash random() {
    SecureRandom random = new SecureRandom();
    return new GuardHash(random.nextLong(), random.nextLong() | 1);
  }

  long of(String text) {
    long hash = start;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * factor;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
