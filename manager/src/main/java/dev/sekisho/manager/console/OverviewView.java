package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance.Level;
import java.util.List;

/**
 * The first page: what is protected, how surely, what was stopped and why, what to do next.
 *
 * @param headline the worst true statement
 * @param lede what else is so
 * @param periods spans of time to look at
 * @param workloads how many there are
 * @param covered how many have a policy
 * @param enforced how many have one in Enforce
 * @param audited how many have one in Audit only
 * @param controls controls that a policy asks for, over all workloads
 * @param holding of these, how many are proved or claimed
 * @param levelBar the controls by level, as parts of 1,000
 * @param levels the controls by level
 * @param levelSentence the same in a sentence
 * @param stoppedTitle heading of what was stopped, with the span of time
 * @param outcomes how much was blocked, would have been, got through
 * @param chart the same over time
 * @param latest newest decisions, alike ones folded
 * @param weakest workloads that need attention first
 * @param todo what to do, most urgent first
 */
public record OverviewView(
    Markup headline,
    Markup lede,
    List<Choice> periods,
    long workloads,
    long covered,
    long enforced,
    long audited,
    long controls,
    long holding,
    List<BarPart> levelBar,
    List<LevelCount> levels,
    String levelSentence,
    String stoppedTitle,
    List<OutcomeFigure> outcomes,
    TrendChart chart,
    List<EventRow> latest,
    List<WorkloadRow> weakest,
    List<ToDo> todo) {
  public OverviewView {
    periods = List.copyOf(periods);
    levelBar = List.copyOf(levelBar);
    levels = List.copyOf(levels);
    outcomes = List.copyOf(outcomes);
    latest = List.copyOf(latest);
    weakest = List.copyOf(weakest);
    todo = List.copyOf(todo);
  }

  /** A stretch of a bar of 1,000 units. */
  public record BarPart(String kind, int x, int width) {}

  /** How many controls stand at a level. */
  public record LevelCount(Level level, long count) {}

  /** A figure with its stamp. */
  public record OutcomeFigure(Outcome outcome, long count) {
    /** Something got through. */
    public boolean alarming() {
      return outcome == Outcome.THROUGH && count > 0;
    }
  }

  /**
   * Something to do.
   *
   * @param urgent whether it needs someone today
   * @param title what is so
   * @param why what follows from it
   * @param address where to do it, empty if nowhere in the console
   * @param actionKey key of the link's label
   */
  public record ToDo(boolean urgent, Markup title, Markup why, String address, String actionKey) {}
}
