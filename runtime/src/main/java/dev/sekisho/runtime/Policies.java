package dev.sekisho.runtime;

import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import java.time.Instant;
import java.util.Optional;

/** What is wanted of workloads; asked at each start of one and at each change. */
public interface Policies {
  /** The clauses that apply to a workload now, with {@code enforceAfter} settled. */
  EffectivePolicy effective(Workload workload);

  /** When clauses will change by themselves next ({@code enforceAfter}); empty if they will not. */
  Optional<Instant> nextChange();
}
