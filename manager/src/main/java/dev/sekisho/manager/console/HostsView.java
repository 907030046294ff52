package dev.sekisho.manager.console;

import java.util.List;

/**
 * The list of hosts.
 *
 * @param lede what it comes to
 * @param mechanisms its columns
 * @param rows late ones first
 */
public record HostsView(Markup lede, List<String> mechanisms, List<Row> rows) {
  public HostsView {
    mechanisms = List.copyOf(mechanisms);
    rows = List.copyOf(rows);
  }

  /**
   * A host.
   *
   * @param about operating system and version of the enforcer
   * @param presence {@code here}, {@code late}, {@code gone} or empty, the suffix of its style
   * @param seen when it was last heard, in words
   * @param policies whether it holds the newest policies
   * @param lost events lost, dropped ones included
   * @param spool decisions that wait
   * @param flag whether it needs someone today
   */
  public record Row(
      String address,
      String name,
      String about,
      String presence,
      Markup seen,
      Markup policies,
      long workloads,
      long lost,
      String spool,
      List<Cell> cells,
      boolean flag) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /** Whether a mechanism is there. */
  public record Cell(String kind, String label) {}
}
