package dev.sekisho.performance;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.ApplyChanges;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.Forensics;
import dev.sekisho.policy.PathPattern;
import dev.sekisho.runtime.Policies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What measurements put in force on the containers with {@link Rig#GUARDED}, and on no other. */
enum GuardSet implements Policies {
  /** Drift prevention and a blocklist: the budget of 1.10. */
  DRIFT_AND_BLOCKLIST,
  /** With the guard of executable mappings: the budget of 1.30. */
  MAPPINGS,
  /** Every process is an event. */
  FORENSICS;

  @Override
  public EffectivePolicy effective(Workload workload) {
    boolean guarded =
        workload
            .container()
            .filter(container -> container.labels().containsKey(Rig.GUARDED))
            .isPresent();
    if (!guarded) {
      return EffectivePolicy.NONE;
    }
    List<Clause> clauses = new ArrayList<>();
    for (Control control : controls()) {
      clauses.add(
          new Clause(
              clauses.size(),
              "performance",
              control,
              Mode.ENFORCE,
              FailMode.OPEN,
              ApplyChanges.LIVE,
              Set.of(),
              false));
    }
    return new EffectivePolicy(1, List.of("performance"), clauses, List.of(), List.of());
  }

  @Override
  public Optional<Instant> nextChange() {
    return Optional.empty();
  }

  private List<Control> controls() {
    return switch (this) {
      case DRIFT_AND_BLOCKLIST ->
          List.of(blocklist(), new DriftPrevention(true, false, false, List.of(), List.of()));
      case MAPPINGS ->
          List.of(blocklist(), new DriftPrevention(true, false, true, List.of(), List.of()));
      case FORENSICS -> List.of(new Forensics(true));
    };
  }

  private static Control blocklist() {
    return new ExecutableBlocklist(
        Stream.of("wget", "nc", "ncat").map(PathPattern::new).toList(),
        List.of(new PathPattern("/opt/**/miner")));
  }
}
