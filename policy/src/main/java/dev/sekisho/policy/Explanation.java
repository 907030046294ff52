package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.scope.Scope;
import dev.sekisho.policy.scope.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a workload is held to what it is held to: of every policy whether it speaks of the workload
 * and which part of its scope decided that; and of an event which clauses decide and what would let
 * it pass.
 *
 * @param effective what holds for the workload
 * @param policies every policy of the set, sorted by name
 * @param verdict the answer to the event, if one was given: its reasons carry the deciding clauses
 *     first and what would have let it pass
 */
public record Explanation(
    EffectivePolicy effective, List<PolicyAnswer> policies, Optional<Verdict> verdict) {
  public Explanation {
    policies = List.copyOf(policies);
  }

  /** Whether a policy speaks of a workload. */
  public enum Answer {
    /** Its scope is true. */
    MATCHES,
    /** It is not known whether it does: it applies, as audit where its failMode is open. */
    UNCERTAIN,
    /** Its scope is false. */
    DOES_NOT_MATCH,
    /** Its scope is not false, and its except is true. */
    EXEMPT,
    /** It is switched off. */
    DISABLED
  }

  /**
   * What one policy says of the workload.
   *
   * @param policy its name
   * @param answer whether it speaks of it
   * @param deciding the parts of the scope, or for {@code EXEMPT} of the except, that made the
   *     answer, with what the workload has in the attributes that they name; empty where there is
   *     no condition
   * @param enforcesFrom when its controls turn from audit to enforce by themselves, if they do
   */
  public record PolicyAnswer(
      String policy, Answer answer, List<Scope.Finding> deciding, Optional<Instant> enforcesFrom) {
    public PolicyAnswer {
      deciding = List.copyOf(deciding);
    }
  }

  /** Explains a workload, and an event if one is given. */
  public static Explanation of(
      PolicySet set, Workload workload, Optional<Event> event, Instant now) {
    EffectivePolicy effective = set.effective(workload, now);
    List<PolicyAnswer> answers = new ArrayList<>();
    for (PolicySet.Active active : set.policies()) {
      answers.add(answer(active, workload, now));
    }
    return new Explanation(effective, answers, event.map(effective::decide));
  }

  private static PolicyAnswer answer(PolicySet.Active active, Workload workload, Instant now) {
    Policy policy = active.policy();
    Optional<Instant> from = PolicySet.enforcesFrom(active).filter(now::isBefore);
    if (!policy.enabled()) {
      return new PolicyAnswer(policy.name(), Answer.DISABLED, List.of(), from);
    }
    Truth scope = truth(policy.scope(), workload, Truth.TRUE);
    if (scope == Truth.FALSE) {
      return new PolicyAnswer(
          policy.name(), Answer.DOES_NOT_MATCH, parts(policy.scope(), workload, scope), from);
    }
    if (truth(policy.except(), workload, Truth.FALSE) == Truth.TRUE) {
      return new PolicyAnswer(
          policy.name(), Answer.EXEMPT, parts(policy.except(), workload, Truth.TRUE), from);
    }
    Answer answer = scope == Truth.TRUE ? Answer.MATCHES : Answer.UNCERTAIN;
    return new PolicyAnswer(policy.name(), answer, parts(policy.scope(), workload, scope), from);
  }

  private static Truth truth(Optional<Scope> condition, Workload workload, Truth ifNone) {
    return condition.map(scope -> scope.test(workload)).orElse(ifNone);
  }

  private static List<Scope.Finding> parts(
      Optional<Scope> condition, Workload workload, Truth deciding) {
    return condition.stream()
        .flatMap(scope -> scope.findings(workload).stream())
        .filter(finding -> finding.truth() == deciding)
        .toList();
  }
}
