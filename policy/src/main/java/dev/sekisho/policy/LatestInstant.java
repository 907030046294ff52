package dev.sekisho.policy;

import java.time.Instant;

/**
 * The latest time that a host has ever seen: a clock that never goes back. The caller keeps it on
 * disk and gives {@link #at} to {@link PolicySet#effective}, so that a clock set back returns no
 * workload to Audit and revives no exception.
 *
 * @param at the latest time seen
 */
public record LatestInstant(Instant at) {
  /** The later of the two. */
  public LatestInstant advance(Instant clock) {
    return clock.isAfter(at) ? new LatestInstant(clock) : this;
  }
}
