package dev.sekisho.runtime;

import dev.sekisho.model.Mode;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.Match;
import dev.sekisho.policy.PathPattern;
import dev.sekisho.policy.PolicyException;
import java.util.List;

/** What exceptions leave of clauses, for forms that are compiled before there is an event. */
final class Lowering {
  private Lowering() {}

  /** The clause's mode after the exceptions that cover its whole control. */
  static Mode mode(EffectivePolicy policy, Clause clause) {
    boolean lowered =
        policy.exceptions().stream()
            .anyMatch(
                exception ->
                    exception.element().isEmpty()
                        && exception.control().equals(clause.control().name()));
    return lowered ? clause.mode().min(Mode.AUDIT) : clause.mode();
  }

  /** The mode of a match on exactly this element, after exceptions. */
  static Mode mode(EffectivePolicy policy, Clause clause, String element) {
    if (clause.mode() != Mode.ENFORCE) return clause.mode();
    Match match =
        new Match(
            element,
            List.of(element),
            dev.sekisho.model.Phrase.of(element),
            List.of(),
            Mode.ENFORCE);
    boolean lowered =
        policy.exceptions().stream()
            .anyMatch(exception -> exception.covers(clause.control().name(), match));
    return lowered ? Mode.AUDIT : Mode.ENFORCE;
  }

  /** The elements that exceptions lift from a control. */
  static List<PathPattern> elements(EffectivePolicy policy, String control) {
    return policy.exceptions().stream()
        .filter(exception -> exception.control().equals(control))
        .map(PolicyException::element)
        .flatMap(java.util.Optional::stream)
        .toList();
  }

  /** The kernel's word for a mode. */
  static dev.sekisho.kernel.guard.Mode kernel(Mode mode) {
    return switch (mode) {
      case NONE -> dev.sekisho.kernel.guard.Mode.OFF;
      case AUDIT -> dev.sekisho.kernel.guard.Mode.AUDIT;
      case ENFORCE -> dev.sekisho.kernel.guard.Mode.ENFORCE;
    };
  }
}
