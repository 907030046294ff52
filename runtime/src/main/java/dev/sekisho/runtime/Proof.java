package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.Forensics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a canary came to on one container under one revision of its policies.
 *
 * @param atNanos {@link System#nanoTime} of the flight
 * @param revision of the policies that were in force
 * @param results by the control's name, where the canary said anything about it
 */
record Proof(long atNanos, long revision, Map<String, Result> results) {
  Proof {
    results = Map.copyOf(results);
  }

  /**
   * What was found for one control.
   *
   * @param level PROVED or FAILED
   * @param why what stopped or saw the canary, or what did not
   */
  record Result(Level level, Phrase why) {}

  /**
   * Compares what happened with what the kernel's form of the policies asks.
   *
   * @param event the kernel's own report of the execution; empty if none came
   */
  static Proof of(
      long atNanos,
      KernelForm form,
      Mode blocklist,
      Canary.Outcome outcome,
      Optional<GuardEvent.Execution> event) {
    Map<String, Result> results = new HashMap<>();
    judge(form.drift().mode(), outcome, event.map(GuardEvent.Execution::drift))
        .ifPresent(result -> results.put(DriftPrevention.NAME, result));
    judge(blocklist, outcome, event.map(GuardEvent.Execution::blocklist))
        .ifPresent(result -> results.put(ExecutableBlocklist.NAME, result));
    results.put(
        Forensics.NAME,
        event.isPresent()
            ? proved("assurance.proof.seen")
            : new Result(Level.FAILED, Phrase.of("assurance.proof.silent")));
    return new Proof(atNanos, form.revision(), results);
  }

  private static Optional<Result> judge(
      Mode wanted, Canary.Outcome outcome, Optional<GuardEvent.Match> match) {
    boolean matched = match.map(found -> found.mode().compareTo(wanted) >= 0).orElse(false);
    return switch (wanted) {
      case OFF -> Optional.empty();
      case AUDIT ->
          Optional.of(
              matched
                  ? proved("assurance.proof.seen")
                  : new Result(Level.FAILED, Phrase.of("assurance.proof.silent")));
      case ENFORCE ->
          Optional.of(
              switch (outcome) {
                case Canary.Outcome.Killed killed when matched -> proved("assurance.proof.stopped");
                case Canary.Outcome.Killed killed ->
                    new Result(Level.FAILED, Phrase.of("assurance.proof.silent"));
                case Canary.Outcome.Ran ran ->
                    new Result(Level.FAILED, Phrase.of("assurance.proof.ran"));
                case Canary.Outcome.Refused refused ->
                    new Result(Level.FAILED, Phrase.of("assurance.proof.silent"));
                case Canary.Outcome.Aborted aborted ->
                    throw new IllegalArgumentException("nothing flew: " + aborted.why());
              });
    };
  }

  private static Result proved(String key) {
    return new Result(Level.PROVED, Phrase.of(key, Mechanisms.BPF_EXEC));
  }

  /** Whether any control did not hold. */
  boolean failed() {
    return results.values().stream().anyMatch(result -> result.level() == Level.FAILED);
  }

  /** What is claimed becomes what was proved or refuted; what is less than claimed stays. */
  Assurance refine(Assurance claimed) {
    Result result = results.get(claimed.control());
    if (result == null || claimed.level() != Level.CLAIMED) return claimed;
    // What limits the claim limits the proof too, and is worth more room than what proved it.
    Optional<Phrase> why =
        result.level() == Level.FAILED || claimed.why().isEmpty()
            ? Optional.of(result.why())
            : claimed.why();
    return new Assurance(claimed.control(), result.level(), claimed.mechanism(), why);
  }
}
