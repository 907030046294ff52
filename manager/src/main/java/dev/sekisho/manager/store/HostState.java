package dev.sekisho.manager.store;

import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi.HostReport;
import java.time.Instant;
import java.util.Optional;

/**
 * A host as the manager knows it.
 *
 * @param host names, group and labels as given at enrolment, the rest as last reported
 * @param status whether it is heard
 * @param version version of its enforcer
 * @param enrolledAt when
 * @param enrolledBy who made the token
 * @param certificateEnds when its newest certificate ends; empty if all are revoked
 * @param seenAt when it last called; empty if never
 * @param report its last report, the workloads left out (they are in {@link Workloads}); empty
 *     before the first
 * @param workloads how many workloads it reports
 */
public record HostState(
    Host host,
    Status status,
    String version,
    Instant enrolledAt,
    String enrolledBy,
    Optional<Instant> certificateEnds,
    Optional<Instant> seenAt,
    Optional<HostReport> report,
    int workloads) {
  /** Whether a host is heard. */
  public enum Status {
    /** Its last report is not older than three intervals (30 s). */
    CONNECTED,
    /** Its reports are overdue: it keeps deciding, and what it saw is in its spool. */
    LATE,
    /** It enrolled and has not reported yet. */
    NEW,
    /** Its identity was taken away. */
    REVOKED
  }
}
