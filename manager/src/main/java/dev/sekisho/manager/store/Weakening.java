package dev.sekisho.manager.store;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Recognises changes that lower protection. Where it cannot tell that a change of an enforcing
 * policy is not weaker, it says that it is.
 */
final class Weakening {
  private Weakening() {}

  /** Kinds of weakening as keys of the catalogue, empty if it lowers nothing. */
  static List<String> of(Optional<PolicyDraft> before, Optional<PolicyDraft> after) {
    List<String> found = new ArrayList<>();
    exceptions(
        before.flatMap(PolicyDraft::exception), after.flatMap(PolicyDraft::exception), found);
    before
        .flatMap(PolicyDraft::policy)
        .filter(Policy::enabled)
        .ifPresent(was -> policies(was, after.flatMap(PolicyDraft::policy), found));
    return found;
  }

  private static void exceptions(
      Optional<PolicyException> before, Optional<PolicyException> after, List<String> found) {
    if (after.isPresent() && !after.equals(before)) {
      found.add("weakening.exception");
    }
  }

  private static void policies(Policy was, Optional<Policy> after, List<String> found) {
    if (after.isEmpty()) {
      found.add("weakening.deleted");
      return;
    }
    Policy is = after.get();
    if (!is.enabled()) {
      found.add("weakening.disabled");
      return;
    }
    if (!enforces(was)) {
      return;
    }
    if (!is.scope().equals(was.scope())) {
      found.add("weakening.scope");
    }
    if (!is.except().equals(was.except())) {
      found.add("weakening.except");
    }
    if (is.failMode() == FailMode.OPEN && was.failMode() == FailMode.CLOSED) {
      found.add("weakening.fail-mode");
    }
    for (Policy.Setting setting : was.controls()) {
      if (mode(was, setting) == Mode.ENFORCE || was.enforceAfter().isPresent()) {
        control(was, setting, is, found);
      }
    }
  }

  private static void control(Policy was, Policy.Setting setting, Policy is, List<String> found) {
    Optional<Policy.Setting> same =
        is.controls().stream()
            .filter(s -> s.control().name().equals(setting.control().name()))
            .findFirst();
    if (same.isEmpty()) {
      found.add("weakening.control-removed");
      return;
    }
    if (mode(is, same.get()).compareTo(mode(was, setting)) < 0
        || (later(was, is) && mode(is, same.get()) != Mode.ENFORCE)) {
      found.add("weakening.audit");
    }
    if (!same.get().control().equals(setting.control())) {
      found.add("weakening.control-changed");
    }
  }

  private static boolean later(Policy was, Policy is) {
    return was.enforceAfter().isPresent()
        && (is.enforceAfter().isEmpty()
            || is.enforceAfter().get().compareTo(was.enforceAfter().get()) > 0);
  }

  private static boolean enforces(Policy policy) {
    return policy.enforceAfter().isPresent()
        || policy.controls().stream().anyMatch(s -> mode(policy, s) == Mode.ENFORCE);
  }

  private static Mode mode(Policy policy, Policy.Setting setting) {
    return setting.mode().orElse(policy.mode());
  }
}
