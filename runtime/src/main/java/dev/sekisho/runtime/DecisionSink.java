package dev.sekisho.runtime;

import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.util.Optional;

/**
 * Takes what the plane decided, in the order in which it became known. The program behind it gives
 * each its key and spools it.
 */
public interface DecisionSink {
  /**
   * Takes one decision. Called on one thread of the plane, never by two at a time. It may block
   * shortly (a write to disk); while it blocks, kernel events wait in the ring. It must not throw.
   *
   * @param workload whom it concerns; empty for the host and for processes that no container could
   *     be found for
   * @param event arguments are as the process gave them: redact before they are stored
   * @param verdict what the policies answered
   * @param action what was really done
   * @param mechanism one of {@link Mechanisms}
   * @param revision revision of the policies that decided
   */
  void accept(
      Optional<Workload> workload,
      Event event,
      Verdict verdict,
      Action action,
      String mechanism,
      long revision);
}
