package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance.Level;
import java.util.List;

/**
 * What a text would mean if it were saved.
 *
 * @param kind style of its title: {@code held}, {@code warn} or {@code alarm}
 * @param title what it comes to
 * @param refused whether it has errors
 * @param diagnostics errors and warnings with their places
 * @param changes what gets weaker and what stricter
 * @param weakens whether anything gets weaker
 * @param matchesTitle how many workloads it speaks of now
 * @param matches these workloads, and how surely it would hold there
 */
public record CheckView(
    String kind,
    String title,
    boolean refused,
    List<Finding> diagnostics,
    List<Change> changes,
    boolean weakens,
    String matchesTitle,
    List<MatchRow> matches) {
  public CheckView {
    diagnostics = List.copyOf(diagnostics);
    changes = List.copyOf(changes);
    matches = List.copyOf(matches);
  }

  /** Neither error nor warning. */
  public boolean fine() {
    return !refused && diagnostics.isEmpty();
  }

  /** Something wrong or doubtful in the text. */
  public record Finding(String kind, String place, String what, String fix) {}

  /** Something that gets weaker, stricter or otherwise different. */
  public record Change(String kind, String kindKey, Markup what) {}

  /** A workload that the policy speaks of. */
  public record MatchRow(String name, String host, String address, List<Held> levels) {
    public MatchRow {
      levels = List.copyOf(levels);
    }
  }

  /** How surely one control would hold there. */
  public record Held(Level level, String text) {}
}
