package dev.sekisho.manager.console;

import java.time.Instant;
import java.util.List;

/**
 * The revisions of a policy, and how one differs from the one before.
 *
 * @param name the policy's
 * @param address its page
 * @param lede what the shown revision is
 * @param shown number of the revision that is shown
 * @param rollback page that makes it the newest again, empty if it is or may not be
 * @param differenceTitle what is compared with what
 * @param lines the difference
 * @param revisions newest first
 */
public record HistoryView(
    String name,
    String address,
    Markup lede,
    int shown,
    String rollback,
    String differenceTitle,
    List<DifferenceLine> lines,
    List<RevisionRow> revisions) {
  public HistoryView {
    lines = List.copyOf(lines);
    revisions = List.copyOf(revisions);
  }

  /** A revision. */
  public record RevisionRow(
      int number, String address, String note, String author, Instant at, boolean shown) {}
}
