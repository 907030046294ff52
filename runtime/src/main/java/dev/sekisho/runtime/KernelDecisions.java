package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.EffectivePolicy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns what the kernel's guard did into decisions: the clauses explain, the kernel's own report
 * says what was really done. Where the two differ (the policy changed in between, a wildcard that
 * only this process can match), the record says what was done and why.
 */
final class KernelDecisions {
  private final Narrator narrator;
  private final ProcessTable processes;

  KernelDecisions(Narrator narrator, ProcessTable processes) {
    this.narrator = narrator;
    this.processes = processes;
  }

  /** The decision about one kernel event; empty where nobody wants it recorded. */
  Optional<Report> about(GuardEvent seen, Guarded guarded) {
    return switch (seen) {
      case GuardEvent.Execution e -> execution(e, guarded);
      case GuardEvent.Exit e -> exit(e, guarded);
      case GuardEvent.Memory e -> memory(e, guarded);
      case GuardEvent.Forks e -> forks(e, guarded);
      case GuardEvent.Left e -> left(e, guarded);
      case GuardEvent.RootLearned e -> Optional.empty();
    };
  }

  private Optional<Report> execution(GuardEvent.Execution seen, Guarded guarded) {
    Event.ProcessStarted event = narrator.started(seen, guarded);
    processes.started(
        new ProcessTable.Entry(
            seen.subject().pid(),
            seen.subject().parent(),
            seen.subject().startNanoseconds(),
            event.executable().path(),
            guarded.id()));
    GuardEvent.Match firmest = firmest(seen);
    return report(
        guarded, seen, event, Mechanisms.BPF_EXEC, firmest, seen.blocked(), seen.killError());
  }

  private static GuardEvent.Match firmest(GuardEvent.Execution seen) {
    GuardEvent.Match firmest = seen.drift();
    for (GuardEvent.Match match : List.of(seen.blocklist(), seen.hostNamespace())) {
      if (match.mode().compareTo(firmest.mode()) > 0) firmest = match;
    }
    return firmest;
  }

  private Optional<Report> exit(GuardEvent.Exit seen, Guarded guarded) {
    Event.ProcessEnded event = narrator.ended(seen, guarded);
    return guarded.held().ofRevision(seen.subject().revision()).records(event)
        ? Optional.of(
            new Report(
                Optional.of(guarded.workload()),
                event,
                Verdict.NONE,
                Action.RECORDED,
                Mechanisms.BPF_EXEC,
                seen.subject().revision()))
        : Optional.empty();
  }

  private Optional<Report> memory(GuardEvent.Memory seen, Guarded guarded) {
    boolean blocked = seen.match().mode() == Mode.ENFORCE && seen.killError() == 0;
    return report(
        guarded,
        seen,
        narrator.memory(seen, guarded),
        Mechanisms.BPF_MEMORY,
        seen.match(),
        blocked,
        seen.killError());
  }

  private Optional<Report> forks(GuardEvent.Forks seen, Guarded guarded) {
    boolean blocked = seen.match().mode() == Mode.ENFORCE && seen.killError() == 0;
    return report(
        guarded,
        seen,
        narrator.forks(seen, guarded),
        Mechanisms.BPF_FORK,
        seen.match(),
        blocked,
        seen.killError());
  }

  /** A process that leaves its container stays guarded; that it left is worth a line. */
  private Optional<Report> left(GuardEvent.Left seen, Guarded guarded) {
    return Optional.of(
        new Report(
            Optional.of(guarded.workload()),
            narrator.left(seen, guarded),
            Verdict.NONE,
            Action.RECORDED,
            Mechanisms.BPF_EXEC,
            seen.subject().revision()));
  }

  private Optional<Report> report(
      Guarded guarded,
      GuardEvent seen,
      Event event,
      String mechanism,
      GuardEvent.Match match,
      boolean blocked,
      int killError) {
    long revision = seen.subject().revision();
    EffectivePolicy policy = guarded.held().ofRevision(revision);
    Verdict verdict = policy.decide(event);
    if (blocked && verdict.mode() != dev.sekisho.model.Mode.ENFORCE) {
      verdict = asBlocked(policy, match);
    }
    if (verdict.mode() == dev.sekisho.model.Mode.NONE
        && (!policy.records(event) || isRuntime(seen))) {
      return Optional.empty();
    }
    Action action = blocked ? Action.KILLED : passed(verdict, killError);
    return Optional.of(
        new Report(Optional.of(guarded.workload()), event, verdict, action, mechanism, revision));
  }

  private static Action passed(Verdict verdict, int killError) {
    return switch (verdict.mode()) {
      case NONE -> Action.RECORDED;
      case AUDIT -> Action.REPORTED;
      case ENFORCE -> killError == 0 ? Action.DETECTED_ONLY : Action.FAILED;
    };
  }

  /** The runtime on its way into the container is not the workload's doing. */
  private static boolean isRuntime(GuardEvent seen) {
    return seen instanceof GuardEvent.Execution execution && execution.runtime();
  }

  /** What the kernel's match says, where the clauses of today say less. */
  private static Verdict asBlocked(EffectivePolicy policy, GuardEvent.Match match) {
    Optional<Clause> clause =
        match.clause() < policy.clauses().size()
            ? Optional.of(policy.clauses().get(match.clause()))
            : Optional.empty();
    String reason = match.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Verdict(
        dev.sekisho.model.Mode.ENFORCE,
        List.of(
            new Verdict.Reason(
                clause.map(Clause::policy).orElse(""),
                clause.map(held -> held.control().name()).orElse(""),
                dev.sekisho.model.Mode.ENFORCE,
                reason,
                Phrase.of("fact.kernel." + reason),
                List.of(),
                "")));
  }
}
