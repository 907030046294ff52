package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import java.time.Instant;
import java.util.List;

/**
 * One workload: each control with wish and fact, the clause that decides, and what runs.
 *
 * @param address of the page
 * @param name its container's name
 * @param host logical name of its host
 * @param hostAddress page of its host
 * @param eventsAddress its events
 * @param lede what it comes to
 * @param banners what is wrong with it
 * @param controls controls that are reported or asked for
 * @param policies policies that speak of it
 * @param exceptions exceptions in force for it
 * @param facts its attributes
 * @param processes what runs in it, as a tree
 * @param processesNote how many there are and how old the list is
 */
public record WorkloadView(
    String address,
    String name,
    String host,
    String hostAddress,
    String eventsAddress,
    Markup lede,
    List<Frame.Banner> banners,
    List<ControlRow> controls,
    List<PolicyRow> policies,
    List<Markup> exceptions,
    List<Fact> facts,
    List<ProcessRow> processes,
    String processesNote) {
  public WorkloadView {
    banners = List.copyOf(banners);
    controls = List.copyOf(controls);
    policies = List.copyOf(policies);
    exceptions = List.copyOf(exceptions);
    facts = List.copyOf(facts);
    processes = List.copyOf(processes);
  }

  /**
   * A control of the workload.
   *
   * @param level how surely it holds
   * @param mode the firmest that is asked for
   * @param mechanism what holds it, or why nothing does
   * @param clauses what policies ask for, the deciding one first
   * @param flag whether it should hold and does not
   */
  public record ControlRow(
      String control,
      Level level,
      Mode mode,
      Markup mechanism,
      List<ClauseLine> clauses,
      long blocked,
      long would,
      boolean flag) {
    public ControlRow {
      clauses = List.copyOf(clauses);
    }
  }

  /**
   * A clause.
   *
   * @param note its mode and failMode
   * @param text its configuration
   * @param decides whether none is stricter
   */
  public record ClauseLine(
      String policy, String address, String note, String text, boolean decides) {}

  /** A policy that speaks of the workload, and by which scope. */
  public record PolicyRow(String name, String address, int revision, Markup why, Mode mode) {}

  /**
   * A process.
   *
   * @param indent no-break spaces by its depth in the tree
   */
  public record ProcessRow(
      int pid, String user, String indent, String command, Instant startedAt) {}
}
