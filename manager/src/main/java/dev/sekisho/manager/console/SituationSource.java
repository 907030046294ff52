package dev.sekisho.manager.console;

import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.Hosts;
import dev.sekisho.manager.store.Overview;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.manager.store.Workloads;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads the situation from the store. Pages that many people look at share one reading for a
 * second; whoever changes something reads anew.
 */
@ApplicationScoped
public class SituationSource {
  private static final Duration SHARED = Duration.ofSeconds(1);
  private static final Duration HISTORY = Duration.ofDays(7);
  private static final int NEWEST = 500;

  private final Hosts hosts;
  private final Workloads workloads;
  private final Policies policies;
  private final Events events;
  private final Overview overview;
  private final BundleRevision revision;
  private final Clock clock;

  private volatile Reading last =
      new Reading(
          Instant.MIN, new Situation(List.of(), List.of(), List.of(), List.of(), List.of()));

  private record Reading(Instant at, Situation situation) {}

  SituationSource(
      Hosts hosts,
      Workloads workloads,
      Policies policies,
      Events events,
      Overview overview,
      BundleRevision revision,
      Clock clock) {
    this.hosts = hosts;
    this.workloads = workloads;
    this.policies = policies;
    this.events = events;
    this.overview = overview;
    this.revision = revision;
    this.clock = clock;
  }

  /** The situation, at most a second old. */
  Situation now() {
    Instant now = clock.instant();
    Reading reading = last;
    if (reading.at().plus(SHARED).isBefore(now)) {
      reading = new Reading(now, read(now));
      last = reading;
    }
    return reading.situation();
  }

  /** After a change: the next reading is anew. */
  void changed() {
    last = new Reading(Instant.MIN, last.situation());
  }

  /** The newest revision of the policies. */
  long revision() {
    return revision.current();
  }

  private Situation read(Instant now) {
    List<StoredPolicy> stored = policies.list();
    PolicySet set =
        PolicySet.of(
            revision.current(),
            stored.stream()
                .filter(StoredPolicy::enabled)
                .map(
                    policy ->
                        new PolicyDocument(
                            policy.name(), policy.revision(), policy.yaml(), policy.activatedAt()))
                .toList());
    return new Situation(
        hosts.list(),
        workloads.list().stream()
            .map(state -> new Protection(state, set.effective(state.report().workload(), now)))
            .toList(),
        stored,
        overview.hours(now.minus(HISTORY)),
        newest(now));
  }

  private List<StoredDecision> newest(Instant now) {
    Instant day = now.minus(Duration.ofDays(1));
    return events.page(EventFilter.FLAGGED, OptionalLong.empty(), NEWEST).items().stream()
        .filter(stored -> stored.receivedAt().isAfter(day))
        .toList();
  }
}
