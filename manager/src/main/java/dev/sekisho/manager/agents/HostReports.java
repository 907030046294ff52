package dev.sekisho.manager.agents;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.identity.IdentityRefused;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.wire.AgentApi.HostReport;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import dev.sekisho.wire.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps what hosts last said of themselves. */
public final class HostReports {
  private static final int MOST_WORKLOADS = 5000;

  /** Within this time after a report its enforcer counts as alive. */
  private static final Duration ALIVE = Duration.ofSeconds(60);

  private final Database database;
  private final Clock clock;

  public HostReports(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Keeps a report in place of the one before.
   *
   * @throws IdentityRefused {@code DUPLICATE_IDENTITY} if another enforcer with this identity,
   *     which started later, was heard a moment ago: the identity was copied to a second machine
   */
  public void store(KnownHost host, HostReport report) {
    if (report.workloads().size() > MOST_WORKLOADS) {
      throw new IllegalArgumentException(
          report.workloads().size() + " workloads: expected at most " + MOST_WORKLOADS);
    }
    Instant now = clock.instant();
    database.transaction(
        connection -> {
          refuseDuplicate(connection, host, report, now);
          Query.update(
              connection,
              "update hosts set name = ?, version = ?, seen_at = ?, started_at = ?, report = ? where"
                  + " number = ?",
              report.host().name(),
              report.version(),
              now,
              report.startedAt(),
              Json.text(withoutWorkloads(report)),
              host.number());
          replaceWorkloads(connection, host, report.workloads(), now);
          return true;
        });
  }

  private static void refuseDuplicate(
      Connection connection, KnownHost host, HostReport report, Instant now) throws SQLException {
    Optional<Instant> laterStart =
        Query.first(
            connection,
            "select started_at from hosts where number = ? and started_at > ? and seen_at > ? for"
                + " update",
            row -> row.instant("started_at"),
            host.number(),
            report.startedAt(),
            now.minus(ALIVE));
    if (laterStart.isPresent()) {
      throw new IdentityRefused(IdentityRefused.Reason.DUPLICATE_IDENTITY);
    }
  }

  private static void replaceWorkloads(
      Connection connection, KnownHost host, List<WorkloadReport> workloads, Instant now)
      throws SQLException {
    Query.update(
        connection,
        "delete from workloads where host = ? and not (id = any(?))",
        host.number(),
        workloads.stream().map(w -> w.workload().id()).toList());
    for (WorkloadReport workload : workloads) {
      Query.update(
          connection,
          "insert into workloads (host, id, name, seen_at, report) values (?, ?, ?, ?, ?) on"
              + " conflict (host, id) do update set name = excluded.name, seen_at ="
              + " excluded.seen_at, report = excluded.report where workloads.report <>"
              + " excluded.report",
          host.number(),
          workload.workload().id(),
          workload.workload().name(),
          now,
          Json.text(workload));
    }
  }

  private static HostReport withoutWorkloads(HostReport report) {
    return new HostReport(
        report.at(),
        report.startedAt(),
        report.version(),
        report.host(),
        report.revision(),
        report.controls(),
        report.mechanisms(),
        List.of(),
        report.spool(),
        report.lost(),
        report.gaps());
  }
}
