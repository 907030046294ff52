package dev.sekisho.manager.store;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Events, newest first.
 *
 * @param items at most as many as were asked for
 * @param next ask with this as {@code before} for older ones; empty at the end
 * @param searchedBackTo how far back was looked: where a search took too long it stops there, and
 *     {@code next} goes on from it
 * @param complete whether the page is full or the end was reached; false where a search was cut
 *     short by time
 */
public record EventPage(
    List<StoredDecision> items, OptionalLong next, Instant searchedBackTo, boolean complete) {
  public EventPage {
    items = List.copyOf(items);
  }
}
