package dev.sekisho.manager.identity;

import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.wire.AgentApi.Bundle;
import dev.sekisho.wire.AgentApi.Document;
import dev.sekisho.wire.AgentApi.SignedBundle;
import java.time.Clock;
import java.util.List;

/** Makes the policy bundle of a host. */
public final class Bundles {
  private final Policies policies;
  private final BundleRevision revision;
  private final BundleSigner signer;
  private final Clock clock;

  public Bundles(Policies policies, BundleRevision revision, BundleSigner signer, Clock clock) {
    this.policies = policies;
    this.revision = revision;
    this.signer = signer;
    this.clock = clock;
  }

  /** The newest bundle for a host, signed. */
  public SignedBundle forHost(String hostId) {
    // The number is read first: a change between the two reads is then sent again, never missed.
    long number = revision.current();
    List<Document> documents =
        policies.list().stream()
            .filter(StoredPolicy::enabled)
            .map(p -> new Document(p.name(), p.revision(), p.yaml(), p.activatedAt()))
            .toList();
    return signer.sign(new Bundle(number, hostId, clock.instant(), documents));
  }
}
