package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Copies the tables out and in, as text that any version of PostgreSQL reads. All tables are read
 * in one snapshot. Sessions are left out: who restores a backup signs in again.
 */
public final class TableBackup {
  /** In the order in which they can be filled: what is referred to comes first. */
  private static final List<String> TABLES =
      List.of(
          "settings",
          "hosts",
          "workloads",
          "certificates",
          "enrolment_tokens",
          "policies",
          "policy_revisions",
          "bundle",
          "workload_versions",
          "intake",
          "event_counts",
          "events",
          "users",
          "api_tokens",
          "audit_log");

  /** Tables whose numbers the database gives. */
  private static final List<String> NUMBERED = List.of("hosts", "workload_versions");

  private final Database database;
  private final Clock clock;

  public TableBackup(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Where tables are written to and read from. */
  public interface Archive {
    /** A stream for one table; the caller closes it. */
    OutputStream write(String table) throws IOException;

    /** The stream of one table; the caller closes it. */
    InputStream read(String table) throws IOException;
  }

  /**
   * What a backup must say to be restored.
   *
   * @param schema version of the tables
   * @param partitions names of the partitions of events
   */
  public record Shape(String schema, List<String> partitions) {
    public Shape {
      partitions = List.copyOf(partitions);
    }
  }

  /** Writes all tables. */
  public Shape write(Archive archive) {
    return database.transaction(
        connection -> {
          Query.run(connection, "set transaction isolation level repeatable read, read only");
          Query.run(connection, "set local statement_timeout = 0");
          for (String table : TABLES) {
            copyOut(connection, archive, table);
          }
          String schema =
              Query.first(
                      connection,
                      "select version from flyway_schema_history where success and version is not"
                          + " null order by installed_rank desc limit 1",
                      row -> row.text("version"))
                  .orElseThrow();
          return new Shape(schema, Partitions.names(connection));
        });
  }

  private static void copyOut(Connection connection, Archive archive, String table)
      throws SQLException {
    try (OutputStream out = archive.write(table)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("copy (select * from " + table + ") to stdout with (header true)", out);
    } catch (IOException e) {
      throw new SQLException("backup of " + table + ": " + e.getMessage(), e);
    }
  }

  /** Whether nothing was ever kept here. */
  public boolean isEmpty() {
    return database.transaction(
        connection ->
            Query.list(
                    connection,
                    "select 1 from users union all select 1 from hosts union all select 1 from"
                        + " policy_revisions union all select 1 from audit_log limit 1",
                    row -> true)
                .isEmpty());
  }

  /**
   * Fills empty tables of the backup's schema. The revision of policies goes on above all before.
   */
  public void read(Archive archive, Shape shape) {
    database.transaction(
        connection -> {
          Query.run(connection, "set local statement_timeout = 0");
          Query.run(connection, "delete from bundle");
          for (String partition : shape.partitions()) {
            Partitions.make(connection, partition);
          }
          for (String table : TABLES) {
            copyIn(connection, archive, table);
          }
          for (String table : NUMBERED) {
            Query.list(
                connection,
                "select setval(pg_get_serial_sequence('%s', 'number'), greatest(1, (select max(number) from %s)))"
                    .formatted(table, table),
                row -> true);
          }
          Query.update(
              connection,
              "update bundle set revision = greatest(revision + 1, ?)",
              clock.instant().getEpochSecond());
          return true;
        });
  }

  private static void copyIn(Connection connection, Archive archive, String table)
      throws SQLException {
    try (InputStream in = archive.read(table)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy " + table + " from stdin with (header match)", in);
    } catch (IOException e) {
      throw new SQLException("restore of " + table + ": " + e.getMessage(), e);
    }
  }
}
