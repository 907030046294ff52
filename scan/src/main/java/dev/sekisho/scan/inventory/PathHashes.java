package dev.sekisho.scan.inventory;

import java.util.Arrays;

/** A set of paths, as hashes in ascending order. */
public final class PathHashes {
  public static final PathHashes NONE = new PathHashes(new long[0]);

  private final long[] sorted;

  private PathHashes(long[] sorted) {
    this.sorted = sorted;
  }

  /** Takes the array, which it may bring into order. */
  static PathHashes of(long[] hashes) {
    Arrays.sort(hashes);
    return new PathHashes(hashes);
  }

  boolean contains(long hash) {
    return Arrays.binarySearch(sorted, hash) >= 0;
  }

  public int size() {
    return sorted.length;
  }

  long hash(int index) {
    return sorted[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PathHashes hashes && Arrays.equals(sorted, hashes.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return sorted.length + " paths";
  }

  /** Collects hashes; used by one thread. */
  static final class Builder {
    private long[] hashes = new long[16];
    private int size;

    void add(long hash) {
      if (size == hashes.length) {
        hashes = Arrays.copyOf(hashes, size * 2);
      }
      hashes[size++] = hash;
    }

    int size() {
      return size;
    }

    void addAll(PathHashes others) {
      for (long hash : others.sorted) {
        add(hash);
      }
    }

    PathHashes build() {
      return of(Arrays.copyOf(hashes, size));
    }
  }
}
