package dev.sekisho.manager.console;

import dev.sekisho.manager.store.WorkloadState;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.EffectivePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A workload with the wish beside the fact: what the policies want of it, and how surely its host
 * says that holds.
 *
 * @param state what the host said
 * @param policy what the policies want now
 */
record Protection(WorkloadState state, EffectivePolicy policy) {
  /** The order of columns; controls that are not named here stand behind, by name. */
  static final List<String> ORDER =
      List.of(
          "executableBlocklist",
          "driftPrevention",
          "forkGuard",
          "limitContainerPrivileges",
          "preventOverrideDefaultConfiguration",
          "limitNewPrivileges",
          "volumesBlocklist",
          "allowedRegistries",
          "allowedRuntimes",
          "forensics");

  /** Weakest first, then by name. */
  static final Comparator<Protection> WEAKEST_FIRST =
      Comparator.comparingInt(Protection::attention).thenComparing(p -> p.workload().name());

  dev.sekisho.model.Workload workload() {
    return state.report().workload();
  }

  /** The firmest mode that any policy asks for. */
  Mode mode() {
    return policy.clauses().stream().map(Clause::mode).reduce(Mode.NONE, Mode::max);
  }

  Mode mode(String control) {
    return clauses(control).stream().map(Clause::mode).reduce(Mode.NONE, Mode::max);
  }

  /** Clauses of a control, the strictest first. */
  List<Clause> clauses(String control) {
    return policy.clauses().stream()
        .filter(clause -> clause.control().name().equals(control))
        .sorted(Comparator.comparing(Clause::mode).reversed().thenComparing(Clause::policy))
        .toList();
  }

  Optional<Assurance> assurance(String control) {
    return state.report().assurances().stream()
        .filter(assurance -> assurance.control().equals(control))
        .findFirst();
  }

  /** How surely a control holds; {@code OFF} where no policy asks for it. */
  Level level(String control) {
    return assurance(control).map(Assurance::level).orElse(Level.OFF);
  }

  /** Controls that the host reports or a policy asks for. */
  List<String> controls() {
    TreeSet<String> names = new TreeSet<>(byOrder());
    state.report().assurances().forEach(assurance -> names.add(assurance.control()));
    policy.clauses().stream()
        .filter(clause -> clause.control().plane() == Control.Plane.RUN)
        .forEach(clause -> names.add(clause.control().name()));
    return new ArrayList<>(names);
  }

  /** Controls that should hold and do not: the proof failed, or Enforce cannot be held. */
  List<Assurance> notHolding() {
    return state.report().assurances().stream()
        .filter(
            assurance ->
                assurance.level() == Level.FAILED
                    || (mode(assurance.control()) == Mode.ENFORCE
                        && (assurance.level() == Level.NOT_POSSIBLE
                            || assurance.level() == Level.DETECT_ONLY)))
        .sorted(Comparator.comparing(Assurance::level))
        .toList();
  }

  /** No policy speaks of it. */
  boolean isUncovered() {
    return policy.policies().isEmpty();
  }

  boolean needsAttention() {
    return isUncovered() || notHolding().stream().anyMatch(a -> a.level() != Level.DETECT_ONLY);
  }

  /** Smaller needs it more. */
  private int attention() {
    Optional<Assurance> worst = notHolding().stream().findFirst();
    if (worst.isPresent() && worst.get().level() == Level.FAILED) {
      return 0;
    }
    if (isUncovered()) {
      return 2;
    }
    if (worst.isPresent()) {
      return worst.get().level() == Level.NOT_POSSIBLE ? 1 : 3;
    }
    if (state.stale()) {
      return 4;
    }
    return mode() == Mode.ENFORCE ? 6 : 5;
  }

  static Comparator<String> byOrder() {
    return Comparator.comparingInt(
            (String name) -> ORDER.contains(name) ? ORDER.indexOf(name) : ORDER.size())
        .thenComparing(Comparator.naturalOrder());
  }
}
