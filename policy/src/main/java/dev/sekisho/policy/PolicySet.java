package dev.sekisho.policy;

import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All policies of a host at one revision. It is replaced whole; safe for use by many threads. */
public final class PolicySet {
  private final long revision;

  private PolicySet(long revision) {
    this.revision = revision;
  }

  /**
   * Compiles a set. A document that cannot be read is in {@link #problems} and the rest applies.
   */
  public static PolicySet of(long revision, List<PolicyDocument> documents) {
    return new PolicySet(revision);
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
    return new EffectivePolicy(revision, List.of(), List.of(), List.of(), List.of());
  }

  /** What the policies ask for and this version does not know. */
  public List<UnknownControl> unknownControls() {
    return List.of();
  }

  /** Documents or parts of them that could not be read. */
  public List<Diagnostic> problems() {
    return List.of();
  }

  /**
   * When {@link #effective} next changes by itself: an {@code enforceAfter} that is reached or an
   * exception that expires.
   */
  public Optional<Instant> nextChange(Instant now) {
    return Optional.empty();
  }
}
