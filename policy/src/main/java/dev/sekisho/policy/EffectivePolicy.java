package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.model.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all policies together want of one workload: a set of clauses whose answers are joined by
 * their maximum, so that the strictest wins and order, grouping and repetition never matter.
 *
 * @param revision of the set of policies
 * @param policies names of the policies that speak of the workload
 * @param clauses what they want; {@code clauses.get(c.id())} is {@code c}
 * @param exceptions those in force for the workload
 * @param unknownControls what the policies ask for and this version does not know
 */
public record EffectivePolicy(
    long revision,
    List<String> policies,
    List<Clause> clauses,
    List<PolicyException> exceptions,
    List<UnknownControl> unknownControls) {
  /** No policy speaks of the workload. */
  public static final EffectivePolicy NONE =
      new EffectivePolicy(0, List.of(), List.of(), List.of(), List.of());

  public EffectivePolicy {
    policies = List.copyOf(policies);
    clauses = List.copyOf(clauses);
    exceptions = List.copyOf(exceptions);
    unknownControls = List.copyOf(unknownControls);
    for (int i = 0; i < clauses.size(); i++) {
      if (clauses.get(i).id() != i) {
        throw new IllegalArgumentException("clause " + clauses.get(i) + " in place " + i);
      }
    }
  }

  /**
   * Decides about an event: the maximum over the clauses, each lowered by the exceptions that cover
   * it. Equal reasons are named once.
   */
  public Verdict decide(Event event) {
    Set<Verdict.Reason> reasons = new HashSet<>();
    for (Clause clause : clauses) {
      clause.control().judge(event).ifPresent(match -> reasons.add(reason(clause, match)));
    }
    Mode mode = reasons.stream().map(EffectivePolicy::result).reduce(Mode.NONE, Mode::max);
    return reasons.isEmpty()
        ? Verdict.NONE
        : new Verdict(mode, reasons.stream().sorted(DECIDING_FIRST).toList());
  }

  /** Whether forensics wants the event recorded although nothing speaks against it. */
  public boolean records(Event event) {
    return clauses.stream()
        .anyMatch(clause -> clause.control() instanceof Forensics f && f.records(event));
  }

  /** The clauses of one control. */
  public List<Clause> clausesOf(Class<? extends Control> kind) {
    return clauses.stream().filter(clause -> kind.isInstance(clause.control())).toList();
  }

  /**
   * What is to be done to the workload beside refusing: the responses of the clauses that want the
   * event stopped, without what stronger ones make needless.
   *
   * @param otherwise what a clause comes to that names none
   */
  public Set<Response> responses(Verdict verdict, Set<Response> otherwise) {
    Set<Response> wanted = EnumSet.noneOf(Response.class);
    for (Verdict.Reason reason : verdict.reasons()) {
      if (result(reason) != Mode.ENFORCE) continue;
      for (Clause clause : clauses) {
        if (clause.policy().equals(reason.policy())
            && clause.control().name().equals(reason.control())) {
          wanted.addAll(clause.responses().isEmpty() ? otherwise : clause.responses());
        }
      }
    }
    return Response.withoutNeedless(wanted);
  }

  /** The firmest mode that any clause of the control has; {@code NONE} if there is none. */
  public Mode mode(Class<? extends Control> kind) {
    return clausesOf(kind).stream().map(Clause::mode).reduce(Mode.NONE, Mode::max);
  }

  /** {@code CLOSED} if any enforcing clause of the control is. */
  public FailMode failMode(Class<? extends Control> kind) {
    return clausesOf(kind).stream()
        .filter(clause -> clause.mode() == Mode.ENFORCE)
        .map(Clause::failMode)
        .reduce(FailMode.OPEN, FailMode::max);
  }

  /**
   * What a running workload is held to after the policies changed: this is what held until now, and
   * policies with {@link ApplyChanges#AT_START} keep hold as they were when it started. A clause of
   * theirs that was uncertain then is no edit when it is settled: it follows the changed policies.
   *
   * @param changed what the changed policies say of the workload
   */
  public EffectivePolicy changedTo(EffectivePolicy changed) {
    Set<String> unsettled = new HashSet<>();
    clauses.stream().filter(Clause::uncertain).forEach(c -> unsettled.add(c.policy()));
    List<Clause> merged =
        Stream.concat(
                changed.clauses.stream()
                    .filter(
                        c ->
                            c.applyChanges() == ApplyChanges.LIVE
                                || unsettled.contains(c.policy())),
                clauses.stream()
                    .filter(
                        c ->
                            c.applyChanges() == ApplyChanges.AT_START
                                && !unsettled.contains(c.policy())))
            .toList();
    List<Clause> numbered = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Clause clause : merged) {
      numbered.add(clause.withId(numbered.size()));
      names.add(clause.policy());
    }
    return new EffectivePolicy(
        changed.revision,
        names.stream().sorted().toList(),
        numbered,
        changed.exceptions,
        changed.unknownControls);
  }

  private Verdict.Reason reason(Clause clause, Match match) {
    Mode asked = clause.mode().min(match.ceiling());
    Optional<PolicyException> lowering =
        asked == Mode.ENFORCE
            ? exceptions.stream()
                .filter(exception -> exception.covers(clause.control().name(), match))
                .min(Comparator.comparing(PolicyException::name))
            : Optional.empty();
    return new Verdict.Reason(
        clause.policy(),
        clause.control().name(),
        asked,
        match.rule(),
        match.fact(),
        match.wouldPass(),
        lowering.map(PolicyException::name).orElse(""));
  }

  private static Mode result(Verdict.Reason reason) {
    return reason.exception().isEmpty() ? reason.mode() : reason.mode().min(Mode.AUDIT);
  }

  private static final Comparator<Verdict.Reason> DECIDING_FIRST =
      Comparator.comparing(EffectivePolicy::result)
          .reversed()
          .thenComparing(Verdict.Reason::policy)
          .thenComparing(Verdict.Reason::control)
          .thenComparing(Verdict.Reason::rule);
}
