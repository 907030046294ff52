package dev.sekisho.manager.store;

import dev.sekisho.model.Assurance;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import java.time.Instant;

/**
 * A workload as its host last reported it.
 *
 * @param hostName logical name of the host
 * @param seenAt when the host said so
 * @param stale whether the host is late, so that this may no longer be true
 * @param report what the host said
 */
public record WorkloadState(String hostName, Instant seenAt, boolean stale, WorkloadReport report) {

  /** What needs attention most among its controls; {@code OFF} if no policy asks for any. */
  public Assurance.Level weakest() {
    return report.assurances().stream()
        .map(Assurance::level)
        .min(java.util.Comparator.naturalOrder())
        .orElse(Assurance.Level.OFF);
  }
}
