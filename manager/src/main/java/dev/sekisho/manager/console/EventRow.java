package dev.sekisho.manager.console;

import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A line in a list of events.
 *
 * @param address where its explanation is
 * @param outcome what became of it
 * @param what one sentence
 * @param evidence the raw command or path, empty if there is none
 * @param workload name of whom it concerns, or of the host
 * @param workloadAddress empty if it concerns no workload
 * @param reason which control and policy
 * @param at when it happened, by the host's clock
 * @param times how many alike are folded into it
 * @param open whether its explanation stands beside the list
 */
public record EventRow(
    String address,
    Outcome outcome,
    Markup what,
    String evidence,
    String workload,
    String workloadAddress,
    Markup reason,
    Instant at,
    long times,
    boolean open) {

  static EventRow of(Reader reader, StoredDecision stored, String query, boolean open) {
    Decision decision = stored.decision();
    DecisionWords words = new DecisionWords(reader);
    return new EventRow(
        Address.event(decision.key()) + query,
        Outcome.of(decision),
        words.what(decision),
        words.evidence(decision),
        decision.workload().map(workload -> workload.name()).orElse(stored.hostName()),
        decision.workload().map(Address::workload).orElse(""),
        words.reason(decision),
        decision.event().at(),
        1,
        open);
  }

  /** Neighbours that say the same become one line, which leads to the newest. */
  static List<EventRow> folded(List<EventRow> rows) {
    List<EventRow> folded = new ArrayList<>();
    for (EventRow row : rows) {
      if (!folded.isEmpty() && folded.getLast().saysTheSameAs(row)) {
        folded.add(folded.removeLast().andAnother(row));
      } else {
        folded.add(row);
      }
    }
    return folded;
  }

  private boolean saysTheSameAs(EventRow other) {
    return outcome == other.outcome
        && what.equals(other.what)
        && evidence.equals(other.evidence)
        && workload.equals(other.workload)
        && workloadAddress.equals(other.workloadAddress)
        && reason.equals(other.reason);
  }

  private EventRow andAnother(EventRow older) {
    return new EventRow(
        open || !older.open ? address : older.address,
        outcome,
        what,
        evidence,
        workload,
        workloadAddress,
        reason,
        at,
        times + older.times,
        open || older.open);
  }
}
