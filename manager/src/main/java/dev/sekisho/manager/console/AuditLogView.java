package dev.sekisho.manager.console;

import java.time.Instant;
import java.util.List;

/**
 * The audit log.
 *
 * @param lede what it is, and whether its chain is whole
 * @param chain {@code held} where the chain is whole, {@code alarm} where it is broken, empty where
 *     it was not checked
 * @param rows newest first
 * @param newestAddress the log from its beginning, empty if this is it
 * @param olderAddress older entries, empty at the end
 */
public record AuditLogView(
    Markup lede, String chain, List<Row> rows, String newestAddress, String olderAddress) {
  public AuditLogView {
    rows = List.copyOf(rows);
  }

  /** An entry. */
  public record Row(
      long number,
      Instant at,
      String actor,
      String address,
      String what,
      String subject,
      String detail,
      boolean weakens) {}
}
