package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads workloads as their hosts last reported them. */
public final class Workloads {
  private static final String SELECT =
      """
      select w.report, h.logical_name, h.seen_at as host_seen_at
      from workloads w join hosts h on h.number = w.host
      where h.removed_at is null and h.revoked_at is null
      """;

  private final Database database;
  private final Clock clock;

  public Workloads(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** All workloads, weakest first, then by name. */
  public List<WorkloadState> list() {
    Instant now = clock.instant();
    return database
        .transaction(
            connection ->
                Query.list(connection, SELECT + " order by w.name, w.id", row -> read(row, now)))
        .stream()
        .sorted(Comparator.comparing(WorkloadState::weakest))
        .toList();
  }

  /**
   * One workload.
   *
   * @param host the host's id
   * @param id the workload's id
   */
  public Optional<WorkloadState> one(String host, String id) {
    Instant now = clock.instant();
    return database.transaction(
        connection ->
            Query.first(
                connection,
                SELECT + " and h.id = ? and w.id = ?",
                row -> read(row, now),
                host,
                id));
  }

  private static WorkloadState read(Row row, Instant now) throws SQLException {
    return new WorkloadState(
        row.text("logical_name"),
        row.instant("host_seen_at"),
        Hosts.status(false, row.optionalInstant("host_seen_at"), now) == HostState.Status.LATE,
        StoredJson.read(row.text("report"), WorkloadReport.class));
  }
}
