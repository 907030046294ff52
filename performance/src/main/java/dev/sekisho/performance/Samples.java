package dev.sekisho.performance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Measured values, in nanoseconds unless the user says otherwise. Immutable. */
final class Samples {
  private final long[] sorted;

  private Samples(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param values at least one, in any order
   */
  static Samples of(LongStream values) {
    long[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples: expected at least one");
    }
    return new Samples(sorted);
  }

  /** All values of several. */
  static Samples all(List<Samples> parts) {
    return of(parts.stream().flatMapToLong(part -> Arrays.stream(part.sorted)));
  }

  int count() {
    return sorted.length;
  }

  /**
   * The smallest value that is not less than this share of the values (nearest rank).
   *
   * @param share above 0, up to 1
   */
  long percentile(double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.clamp(rank, 1, sorted.length) - 1];
  }

  long median() {
    return percentile(0.5);
  }

  long smallest() {
    return sorted[0];
  }

  long largest() {
    return sorted[sorted.length - 1];
  }
}
