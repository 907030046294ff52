package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.model.Host;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A host that the manager gave an identity.
 *
 * @param number its number in the tables
 * @param id its id
 * @param name the kernel's host name as last reported
 * @param logicalName given at enrolment
 * @param group given at enrolment
 * @param labels given at enrolment
 * @param machineId given by the host at enrolment
 */
public record KnownHost(
    int number,
    String id,
    String name,
    String logicalName,
    String group,
    Map<String, String> labels,
    String machineId) {
  public KnownHost {
    labels = Map.copyOf(labels);
  }

  /** A host that has not been removed. */
  public static Optional<KnownHost> find(Connection connection, String id) throws SQLException {
    return Query.first(
        connection, "select * from hosts where id = ? and removed_at is null", KnownHost::read, id);
  }

  public static KnownHost read(Row row) throws SQLException {
    return new KnownHost(
        row.number("number"),
        row.text("id"),
        row.text("name"),
        row.text("logical_name"),
        row.text("group_name"),
        StoredJson.labels(row.text("labels")),
        row.text("machine_id"));
  }

  /** What the manager holds of it, with the facts that only the host itself knows. */
  public Host host(Host reported) {
    return new Host(
        id,
        reported.name(),
        logicalName,
        group,
        labels,
        reported.addresses(),
        reported.operatingSystem());
  }

  /** Without the facts that only the host itself knows. */
  public Host lastKnown() {
    return new Host(id, name, logicalName, group, labels, List.of(), "");
  }
}
