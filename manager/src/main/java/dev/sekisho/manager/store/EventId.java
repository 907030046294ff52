package dev.sekisho.manager.store;

import java.time.Instant;

/**
 * The numbers that name stored events: milliseconds since 1970 when the manager stored it, shifted
 * by 20 bits, and a counter. They rise in the order of arrival and are never used twice.
 */
public final class EventId {
  private static final int COUNTER_BITS = 20;

  private EventId() {}

  /** The smallest id of a moment. */
  public static long first(Instant at) {
    return Math.max(0, at.toEpochMilli()) << COUNTER_BITS;
  }

  /** When the event of this id was stored. */
  public static Instant receivedAt(long id) {
    return Instant.ofEpochMilli(id >> COUNTER_BITS);
  }
}
