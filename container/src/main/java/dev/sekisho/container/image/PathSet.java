package dev.sekisho.container.image;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers paths by 63 bits of a hash with a secret of its own: 8 to 16 bytes a path. That one of
 * a million paths is taken for another has a chance of one to ten million, which nobody can better
 * from outside.
 */
final class PathSet {
  private final long secret = ThreadLocalRandom.current().nextLong() | 1;
  private long[] slots = new long[64];
  private int size;

  void add(String path) {
    if (size * 2 >= slots.length) {
      grow();
    }
    long hash = hash(path);
    int slot = slot(slots, hash);
    if (slots[slot] == 0) {
      slots[slot] = hash;
      size++;
    }
  }

  boolean contains(String path) {
    return slots[slot(slots, hash(path))] != 0;
  }

  private static int slot(long[] slots, long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (long hash : slots) {
      if (hash != 0) {
        larger[slot(larger, hash)] = hash;
      }
    }
    Arrays.fill(slots, 0);
    slots = larger;
  }

  private long hash(String path) {
    long hash = secret;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xBF58476D1CE4E5B9L;
    return (hash ^ (hash >>> 32)) | 1;
  }
}
