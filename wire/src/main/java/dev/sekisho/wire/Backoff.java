package dev.sekisho.wire;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: a random time that doubles in its bound, so
 * that a thousand hosts do not come back at the same moment.
 *
 * @param first bound after the first failure
 * @param longest bound that is never exceeded
 */
public record Backoff(Duration first, Duration longest) {
  public static final Backoff USUAL = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("back-off from " + first + " to " + longest);
    }
  }

  /**
   * Between a half and the whole of the bound.
   *
   * @param failures in a row, from 1
   */
  public Duration delay(int failures, RandomGenerator random) {
    long bound = first.toMillis() << Math.min(Math.max(failures, 1) - 1, 20);
    bound = Math.min(bound, longest.toMillis());
    return Duration.ofMillis(bound / 2 + random.nextLong(bound / 2 + 1));
  }
}
