package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance.Level;
import java.util.List;

/**
 * The matrix of workloads and controls.
 *
 * @param address of this list as it is filtered
 * @param lede what it comes to
 * @param query what is searched for
 * @param filters selections above it
 * @param controls its columns
 * @param rows weakest first
 * @param levels the marks that its legend explains
 * @param total how many there are without conditions
 * @param noneWhyKey where there is no workload at all: why
 * @param noneCommand a command that changes that, empty if there is none
 * @param noneAddress a page that changes that, empty if there is none
 * @param noneActionKey label of that page
 */
public record WorkloadsView(
    String address,
    Markup lede,
    String query,
    List<Filter> filters,
    List<String> controls,
    List<WorkloadRow> rows,
    List<Level> levels,
    long total,
    String noneWhyKey,
    String noneCommand,
    String noneAddress,
    String noneActionKey) {
  public WorkloadsView {
    filters = List.copyOf(filters);
    controls = List.copyOf(controls);
    rows = List.copyOf(rows);
    levels = List.copyOf(levels);
  }

  /** Whether there is any workload. */
  public boolean any() {
    return total > 0;
  }
}
