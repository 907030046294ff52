package dev.sekisho.policy;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.scope.ScopeIndex;
import dev.sekisho.policy.scope.Truth;
import dev.sekisho.policy.scope.WorkloadKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All policies of a host at one revision. It is replaced whole. Safe for use by many threads; what
 * it remembers of workloads it has seen is bounded.
 */
public final class PolicySet {
  /** How many different workloads are remembered. */
  private static final int REMEMBERED = 1024;

  private final long revision;
  private final List<Active> policies;
  private final List<PolicyException> exceptions;
  private final List<UnknownControl> unknownControls;
  private final List<Diagnostic> problems;
  private final ScopeIndex index;
  private final WorkloadKey key;
  private final Map<List<Object>, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A policy and since when it is active.
   *
   * @param unknown what the policy asks for and this version does not know
   */
  record Active(Policy policy, Instant activatedAt, List<UnknownControl> unknown) {}

  /** A policy that speaks of a workload. */
  private record Selected(Active active, boolean uncertain) {}

  /** An answer and until when it holds. */
  private record Remembered(EffectivePolicy answer, Instant from, Optional<Instant> until) {
    boolean holdsAt(Instant now) {
      return !now.isBefore(from) && until.map(now::isBefore).orElse(true);
    }
  }

  private PolicySet(long revision, List<Active> policies, List<Parsed> parsed) {
    this.revision = revision;
    this.policies = List.copyOf(policies);
    this.exceptions = parsed.stream().flatMap(each -> each.exceptions().stream()).toList();
    this.unknownControls =
        parsed.stream().flatMap(each -> each.unknownControls().stream()).toList();
    this.problems =
        parsed.stream()
            .flatMap(each -> each.diagnostics().stream())
            .filter(each -> each.severity() == Diagnostic.Severity.ERROR)
            .toList();
    this.index = new ScopeIndex(policies.stream().map(active -> active.policy().scope()).toList());
    this.key =
        new WorkloadKey(
            Stream.concat(
                    policies.stream()
                        .flatMap(
                            active ->
                                Stream.concat(
                                    active.policy().scope().stream(),
                                    active.policy().except().stream())),
                    exceptions.stream().flatMap(exception -> exception.scope().stream()))
                .toList());
  }

  /** Compiles a set. A document that cannot be read is in {@link #problems}; the rest applies. */
  public static PolicySet of(long revision, List<PolicyDocument> documents) {
    List<Active> policies = new ArrayList<>();
    List<Parsed> all = new ArrayList<>();
    for (PolicyDocument document : documents) {
      Parsed parsed = PolicyText.parseLeniently(document.name(), document.yaml());
      all.add(parsed);
      for (Policy policy : parsed.policies()) {
        List<UnknownControl> unknown =
            parsed.unknownControls().stream()
                .filter(each -> each.policy().equals(policy.name()))
                .toList();
        policies.add(new Active(policy, document.activatedAt(), unknown));
      }
    }
    policies.sort(Comparator.comparing(active -> active.policy().name()));
    return new PolicySet(revision, policies, all);
  }

  public long revision() {
    return revision;
  }

  /**
   * What holds for a workload.
   *
   * @param now a time that never goes back: {@link LatestInstant#at}
   */
  public EffectivePolicy effective(Workload workload, Instant now) {
    List<Object> attributes = key.of(workload);
    synchronized (remembered) {
      Remembered known = remembered.get(attributes);
      if (known != null && known.holdsAt(now)) {
        return known.answer();
      }
    }
    Remembered fresh = new Remembered(decide(workload, now), now, nextChange(now));
    synchronized (remembered) {
      remembered.put(attributes, fresh);
      if (remembered.size() > REMEMBERED) {
        remembered.remove(remembered.keySet().iterator().next());
      }
    }
    return fresh.answer();
  }

  /** What the policies ask for and this version does not know. */
  public List<UnknownControl> unknownControls() {
    return unknownControls;
  }

  /** Documents that could not be read, and why. */
  public List<Diagnostic> problems() {
    return problems;
  }

  /**
   * When {@link #effective} next changes by itself: an {@code enforceAfter} that is reached or an
   * exception that expires.
   */
  public Optional<Instant> nextChange(Instant now) {
    return Stream.concat(
            policies.stream().flatMap(active -> enforcesFrom(active).stream()),
            exceptions.stream().map(PolicyException::expires))
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }

  /** When a policy turns from audit to enforce by itself; empty if never. */
  static Optional<Instant> enforcesFrom(Active active) {
    Policy policy = active.policy();
    boolean turns =
        policy.enabled()
            && policy.mode() == Mode.AUDIT
            && policy.controls().stream().anyMatch(setting -> setting.mode().isEmpty());
    Optional<Duration> delay = turns ? policy.enforceAfter() : Optional.empty();
    return delay.map(active.activatedAt()::plus);
  }

  List<Active> policies() {
    return policies;
  }

  private EffectivePolicy decide(Workload workload, Instant now) {
    List<Selected> selected = selected(workload);
    List<Clause> clauses = new ArrayList<>();
    for (Selected each : selected) {
      for (Policy.Setting setting : each.active().policy().controls()) {
        clauses.add(clause(clauses.size(), each, setting, now));
      }
    }
    return new EffectivePolicy(
        revision,
        selected.stream().map(each -> each.active().policy().name()).distinct().toList(),
        clauses,
        exceptions.stream().filter(exception -> exception.applies(workload, now)).toList(),
        selected.stream().flatMap(each -> each.active().unknown().stream()).toList());
  }

  private List<Selected> selected(Workload workload) {
    List<Selected> selected = new ArrayList<>();
    BitSet candidates = index.candidates(workload);
    for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      Active active = policies.get(i);
      if (!active.policy().enabled()) {
        continue;
      }
      Truth scope =
          active.policy().scope().map(condition -> condition.test(workload)).orElse(Truth.TRUE);
      // An except that is not known exempts nothing.
      boolean exempt =
          scope != Truth.FALSE
              && active
                  .policy()
                  .except()
                  .map(condition -> condition.test(workload) == Truth.TRUE)
                  .orElse(false);
      if (scope != Truth.FALSE && !exempt) {
        selected.add(new Selected(active, scope == Truth.UNKNOWN));
      }
    }
    return selected;
  }

  private static Clause clause(int id, Selected selected, Policy.Setting setting, Instant now) {
    Policy policy = selected.active().policy();
    boolean uncertain = selected.uncertain() || !setting.understood();
    Mode wanted = policy.mode(setting, selected.active().activatedAt(), now);
    Mode mode = uncertain && policy.failMode() == FailMode.OPEN ? Mode.AUDIT : wanted;
    return new Clause(
        id,
        policy.name(),
        setting.control(),
        mode,
        policy.failMode(),
        policy.applyChanges(),
        policy.responses(),
        uncertain);
  }
}
