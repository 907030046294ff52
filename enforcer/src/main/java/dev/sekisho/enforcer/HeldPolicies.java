package dev.sekisho.enforcer;

import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import dev.sekisho.runtime.Policies;
import dev.sekisho.wire.AgentApi;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The policies in force, replaced whole behind one reference. */
final class HeldPolicies implements Policies {
  private final InstantSource clock;
  private volatile PolicySet set = PolicySet.of(0, List.of());

  /**
   * @param clock one that never goes back
   */
  HeldPolicies(InstantSource clock) {
    this.clock = clock;
  }

  void replace(PolicySet with) {
    set = with;
  }

  void replace(AgentApi.Bundle bundle) {
    replace(
        PolicySet.of(
            bundle.revision(),
            bundle.documents().stream()
                .map(d -> new PolicyDocument(d.name(), d.revision(), d.yaml(), d.activatedAt()))
                .toList()));
  }

  PolicySet set() {
    return set;
  }

  @Override
  public EffectivePolicy effective(Workload workload) {
    return set.effective(workload, clock.instant());
  }

  @Override
  public Optional<Instant> nextChange() {
    return set.nextChange(clock.instant());
  }
}
