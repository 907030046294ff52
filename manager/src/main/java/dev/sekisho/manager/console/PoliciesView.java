package dev.sekisho.manager.console;

import dev.sekisho.model.Mode;
import java.time.Instant;
import java.util.List;

/**
 * The list of policies and exceptions.
 *
 * @param lede what it comes to
 * @param rows by name
 */
public record PoliciesView(Markup lede, List<Row> rows) {
  public PoliciesView {
    rows = List.copyOf(rows);
  }

  /**
   * A policy or exception.
   *
   * @param exception whether it is an exception
   * @param note what changes by itself, such as when it goes over to Enforce
   * @param controls its controls
   * @param matches how many workloads it speaks of now
   * @param flag whether it cannot be read by this version
   */
  public record Row(
      String address,
      String name,
      String description,
      boolean enabled,
      boolean exception,
      Mode mode,
      String note,
      String controls,
      long matches,
      long blocked,
      long would,
      Instant changedAt,
      int revision,
      String author,
      boolean flag) {}
}
