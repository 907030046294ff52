package dev.sekisho.manager.store;

import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.wire.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A decision as its row will be, but for the two columns that only the writer knows: its id and the
 * number of its workload. Made by the threads that take decisions in, so that the one that writes
 * has little to do beside it.
 *
 * @param before columns between the id and the workload
 * @param after columns behind the workload
 */
record EventRow(Decision decision, String before, String after) {
  /** A decision's JSON past this is shortened: a program may be started with megabytes. */
  private static final int LONGEST_DECISION = 128 << 10;

  static EventRow of(KnownHost host, Decision decision, Instant now) {
    CopyText before =
        new CopyText(128)
            .number(host.number())
            .number(decision.key().epoch())
            .number(decision.key().sequence())
            .text(bounded(decision.event().at(), now).toString())
            .text(EventWords.kind(decision.event()))
            .text(decision.verdict().mode().name())
            .text(decision.action().name())
            .flag(EventWords.flagged(decision));
    List<Verdict.Reason> reasons = decision.verdict().reasons();
    CopyText after =
        new CopyText(1024)
            .array(reasons.stream().map(Verdict.Reason::policy).distinct().toList())
            .array(reasons.stream().map(Verdict.Reason::control).distinct().toList())
            .text(EventWords.words(decision))
            .text(json(decision));
    return new EventRow(decision, before.toString(), after.toString());
  }

  /**
   * A host's clock may say anything; what the column cannot hold, and the far future, is bounded.
   */
  private static Instant bounded(Instant at, Instant now) {
    Instant latest = now.plus(1, ChronoUnit.DAYS);
    if (at.isAfter(latest)) {
      return latest;
    }
    return at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at;
  }

  /** The workload is stored apart. */
  private static String json(Decision decision) {
    String whole = Json.text(withEvent(decision, decision.event()));
    if (whole.length() <= LONGEST_DECISION
        || !(decision.event() instanceof Event.ProcessStarted started)) {
      return whole;
    }
    List<String> arguments =
        started.arguments().stream()
            .limit(64)
            .map(a -> a.length() > 1000 ? a.substring(0, 1000) + "…" : a)
            .toList();
    return Json.text(
        withEvent(
            decision,
            new Event.ProcessStarted(
                started.at(),
                started.actor(),
                started.executable(),
                arguments,
                true,
                started.interpreter())));
  }

  private static Decision withEvent(Decision decision, Event event) {
    return new Decision(
        decision.key(),
        Optional.<Workload>empty(),
        event,
        decision.verdict(),
        decision.action(),
        decision.mechanism(),
        decision.revision());
  }
}
