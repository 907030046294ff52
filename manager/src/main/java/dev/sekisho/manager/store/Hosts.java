package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi.HostReport;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads hosts. */
public final class Hosts {
  /** A host is late when its last report is older than this: three intervals. */
  public static final Duration LATE_AFTER = Duration.ofSeconds(30);

  private static final String SELECT =
      """
      select h.*,
        (select max(not_after) from certificates c where c.host = h.number and c.revoked_at is null) as certificate_ends,
        (select count(*) from workloads w where w.host = h.number) as workload_count
      from hosts h where h.removed_at is null
      """;

  private final Database database;
  private final Clock clock;

  public Hosts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** All hosts that were not removed, late ones first, then by name. */
  public List<HostState> list() {
    Instant now = clock.instant();
    return database
        .transaction(
            connection ->
                Query.list(
                    connection, SELECT + " order by h.logical_name, h.id", row -> read(row, now)))
        .stream()
        .sorted(java.util.Comparator.comparingInt(host -> attention(host.status())))
        .toList();
  }

  public Optional<HostState> one(String id) {
    Instant now = clock.instant();
    return database.transaction(
        connection -> Query.first(connection, SELECT + " and h.id = ?", row -> read(row, now), id));
  }

  private static int attention(HostState.Status status) {
    return switch (status) {
      case LATE -> 0;
      case NEW -> 1;
      case CONNECTED -> 2;
      case REVOKED -> 3;
    };
  }

  private static HostState read(Row row, Instant now) throws SQLException {
    Optional<HostReport> report =
        Optional.of(row.text("report"))
            .filter(text -> !text.isEmpty())
            .map(text -> StoredJson.read(text, HostReport.class));
    Optional<Instant> seenAt = row.optionalInstant("seen_at");
    return new HostState(
        host(row, report),
        status(row.optionalInstant("revoked_at").isPresent(), seenAt, now),
        row.text("version"),
        row.instant("enrolled_at"),
        row.text("enrolled_by"),
        row.optionalInstant("certificate_ends"),
        seenAt,
        report,
        row.number("workload_count"));
  }

  static HostState.Status status(boolean revoked, Optional<Instant> seenAt, Instant now) {
    if (revoked) {
      return HostState.Status.REVOKED;
    }
    if (seenAt.isEmpty()) {
      return HostState.Status.NEW;
    }
    return seenAt.get().plus(LATE_AFTER).isBefore(now)
        ? HostState.Status.LATE
        : HostState.Status.CONNECTED;
  }

  private static Host host(Row row, Optional<HostReport> report) throws SQLException {
    return new Host(
        row.text("id"),
        row.text("name"),
        row.text("logical_name"),
        row.text("group_name"),
        StoredJson.labels(row.text("labels")),
        report.map(r -> r.host().addresses()).orElse(List.of()),
        report.map(r -> r.host().operatingSystem()).orElse(""));
  }
}
