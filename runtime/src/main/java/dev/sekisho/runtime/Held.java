package dev.sekisho.runtime;

import dev.sekisho.model.Mode;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ExecutableBlocklist;

/**
 * What holds for one container now. Replaced whole when policies change.
 *
 * @param policy its clauses
 * @param before the clauses that held before, for events that the kernel judged by them
 * @param form the kernel's form of {@code policy}
 * @param failsClosed whether opens are refused when the judge cannot answer
 */
record Held(EffectivePolicy policy, EffectivePolicy before, KernelForm form, boolean failsClosed) {

  /** What holds first. */
  static Held first(EffectivePolicy policy) {
    return of(policy, policy);
  }

  /** What holds after a change. */
  Held changedTo(EffectivePolicy changed) {
    return of(changed, policy);
  }

  private static Held of(EffectivePolicy policy, EffectivePolicy before) {
    boolean closed =
        policy.failMode(DriftPrevention.class) == dev.sekisho.model.FailMode.CLOSED
            || policy.failMode(ExecutableBlocklist.class) == dev.sekisho.model.FailMode.CLOSED;
    return new Held(policy, before, KernelForm.of(policy), closed);
  }

  /** The clauses of a revision that the kernel names, the newer ones if it names neither. */
  EffectivePolicy ofRevision(long revision) {
    return revision == before.revision() && revision != policy.revision() ? before : policy;
  }

  /** Whether fanotify has to ask about executions. */
  boolean asksExecutions(boolean kernelJudges) {
    return drifts()
        || policy.mode(ExecutableBlocklist.class) == Mode.ENFORCE
        || (!kernelJudges && policy.mode(ExecutableBlocklist.class) != Mode.NONE);
  }

  /** Whether fanotify has to ask about plain opens, for scripts that an interpreter reads. */
  boolean asksOpens() {
    return drifts();
  }

  /** Whether anything that the image does not contain is of interest. */
  boolean drifts() {
    return policy.clausesOf(DriftPrevention.class).stream()
        .anyMatch(clause -> ((DriftPrevention) clause.control()).executables());
  }
}
