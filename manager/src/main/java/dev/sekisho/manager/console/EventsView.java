package dev.sekisho.manager.console;

import java.util.List;
import java.util.Optional;

/**
 * The list of events.
 *
 * @param lede what it comes to, in a sentence
 * @param query what is searched for
 * @param filters selections above it
 * @param kept parameters that the form passes on
 * @param chips conditions in force, each with the address of the list without it
 * @param rows events, newest first
 * @param newest number of the newest event that the list shows
 * @param newAddress tells how many newer ones there are
 * @param newestAddress the same list from its beginning
 * @param first whether it begins with the newest
 * @param olderAddress older ones, empty at the end
 * @param open the event whose explanation stands beside the list; a missing one is absent
 * @param filtered whether any condition is in force
 * @param noneWhy where nothing matches: how many match without one condition
 * @param wider label of the link that leaves that condition out
 * @param widerAddress its address
 */
public record EventsView(
    Markup lede,
    String query,
    List<Filter> filters,
    List<Kept> kept,
    List<Chip> chips,
    List<EventRow> rows,
    long newest,
    String newAddress,
    String newestAddress,
    boolean first,
    String olderAddress,
    Optional<EventView> open,
    boolean filtered,
    String noneWhy,
    String wider,
    String widerAddress) {
  public EventsView {
    filters = List.copyOf(filters);
    kept = List.copyOf(kept);
    chips = List.copyOf(chips);
    rows = List.copyOf(rows);
  }

  public boolean hasOpen() {
    return open.isPresent();
  }

  /** The event that stands open; asked for only when there is one. */
  public EventView opened() {
    return open.orElseThrow();
  }

  /** A parameter that the form passes on. */
  public record Kept(String name, String value) {}

  /** A condition in force. */
  public record Chip(String label, String address) {}
}
