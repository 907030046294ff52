package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The table of events is one partition for each day (UTC) on which events were stored. */
public final class Partitions {
  private static final Logger LOG = Logger.getLogger(Partitions.class);
  private static final String PREFIX = "events_";
  private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int DAYS_AHEAD = 2;

  private final Database database;
  private final Clock clock;

  /** Days whose partition is known to exist. */
  private final Set<LocalDate> present = ConcurrentHashMap.newKeySet();

  public Partitions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Makes the partitions of today and the next days. */
  public void prepare() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    database.transaction(
        connection -> {
          for (int i = 0; i <= DAYS_AHEAD; i++) {
            make(connection, today.plusDays(i));
          }
          return true;
        });
    for (int i = 0; i <= DAYS_AHEAD; i++) {
      present.add(today.plusDays(i));
    }
  }

  /** Makes the partition of an id where it is missing. */
  void ensure(Connection connection, long id) throws SQLException {
    LocalDate day = LocalDate.ofInstant(EventId.receivedAt(id), ZoneOffset.UTC);
    if (!present.contains(day)) {
      // Not remembered: the transaction may yet be rolled back. prepare() remembers.
      make(connection, day);
    }
  }

  private static void make(Connection connection, LocalDate day) throws SQLException {
    Query.run(
        connection,
        "create table if not exists %s%s partition of events for values from (%d) to (%d)"
            .formatted(PREFIX, NAME.format(day), first(day), first(day.plusDays(1))));
  }

  /** Makes a partition by its name, for a backup that has events in it. */
  static void make(Connection connection, String name) throws SQLException {
    if (!name.matches(PREFIX + "\\d{8}")) {
      throw new IllegalArgumentException(
          "partition " + name + ": expected " + PREFIX + "and a day");
    }
    make(connection, day(name));
  }

  private static long first(LocalDate day) {
    return EventId.first(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /**
   * Drops days that are older than the retention, and the counts of those days.
   *
   * @return names of the partitions that were dropped
   */
  public List<String> expire(Duration retention) {
    Instant before = clock.instant().minus(retention);
    LocalDate oldestKept = LocalDate.ofInstant(before, ZoneOffset.UTC);
    List<String> dropped =
        database.transaction(
            connection -> {
              Query.run(connection, "set local lock_timeout = '5s'");
              List<String> old =
                  names(connection).stream().filter(n -> day(n).isBefore(oldestKept)).toList();
              for (String name : old) {
                Query.run(connection, "drop table " + name);
              }
              Query.update(
                  connection,
                  "delete from event_counts where hour < ?",
                  oldestKept.atStartOfDay(ZoneOffset.UTC).toInstant());
              return old;
            });
    dropped.forEach(name -> present.remove(day(name)));
    if (!dropped.isEmpty()) {
      LOG.infof("dropped events older than %s: %s", oldestKept, dropped);
    }
    return dropped;
  }

  /** Names of the partitions that exist, oldest first. */
  static List<String> names(Connection connection) throws SQLException {
    return Query.list(
            connection,
            "select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where"
                + " i.inhparent = 'events'::regclass order by c.relname",
            row -> row.text("name"))
        .stream()
        .filter(name -> name.matches(PREFIX + "\\d{8}"))
        .toList();
  }

  private static LocalDate day(String name) {
    return LocalDate.parse(name.substring(PREFIX.length()), NAME);
  }
}
