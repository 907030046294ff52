package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.store.EventIntake.Submission;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postgresql.PGConnection;

/** Writes decisions. Used by the one thread of the intake. */
final class EventWriter {
  private static final String COPY =
      "copy events (id, host, epoch, sequence, at, kind, mode, action, flagged, workload, policies,"
          + " controls, words, decision) from stdin";

  private final Partitions partitions;
  private final WorkloadVersions workloads = new WorkloadVersions();
  private final Clock clock;
  private long lastId;

  EventWriter(Partitions partitions, Clock clock) {
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * What a transaction wrote; true once it is committed.
   *
   * @param storedThrough for each submission
   * @param count decisions written
   * @param duplicates decisions that were there already
   * @param lastId id of the last one
   */
  record Written(List<Long> storedThrough, int count, int duplicates, long lastId) {}

  private record Spool(int host, long epoch) {}

  private record CountKey(Instant hour, int host, String mode, String action, String control)
      implements Comparable<CountKey> {
    @Override
    public int compareTo(CountKey other) {
      return java.util.Comparator.comparing(CountKey::hour)
          .thenComparingInt(CountKey::host)
          .thenComparing(CountKey::mode)
          .thenComparing(CountKey::action)
          .thenComparing(CountKey::control)
          .compare(this, other);
    }
  }

  Written write(Connection connection, List<Submission> batch) throws SQLException {
    workloads.begin();
    Map<Spool, Long> storedThrough = new HashMap<>();
    Map<CountKey, Long> counts = new TreeMap<>();
    List<Long> answers = new ArrayList<>();
    CopyText rows = new CopyText(1 << 20);
    Instant now = clock.instant();
    long id = Math.max(highestId(connection) + 1, EventId.first(now));
    long firstId = id;
    int duplicates = 0;
    for (Submission submission : batch) {
      Spool spool = new Spool(submission.host().number(), submission.epoch());
      long through = storedThrough(connection, storedThrough, spool);
      for (EventRow row : submission.rows()) {
        Decision decision = row.decision();
        if (decision.key().sequence() <= through) {
          duplicates++;
          continue;
        }
        through = decision.key().sequence();
        addRow(connection, rows, id++, submission.host(), row);
        count(counts, submission.host(), decision, now);
      }
      storedThrough.put(spool, through);
      answers.add(through);
    }
    int written = (int) (id - firstId);
    if (written > 0) {
      partitions.ensure(connection, firstId);
      partitions.ensure(connection, id - 1);
      copy(connection, rows);
      writeProgress(connection, storedThrough);
      writeCounts(connection, counts);
    }
    return new Written(answers, written, duplicates, id - 1);
  }

  /** The transaction is there: ids and workloads that it used are now known. */
  void committed(Written written) {
    lastId = Math.max(lastId, written.lastId());
    workloads.commit();
  }

  private long highestId(Connection connection) throws SQLException {
    if (lastId == 0) {
      lastId =
          Query.first(
                  connection,
                  "select id from events order by id desc limit 1",
                  row -> row.wide("id"))
              .orElse(0L);
    }
    return lastId;
  }

  private static long storedThrough(Connection connection, Map<Spool, Long> known, Spool spool)
      throws SQLException {
    Long before = known.get(spool);
    if (before != null) {
      return before;
    }
    return Query.first(
            connection,
            "select stored_through from intake where host = ? and epoch = ? for update",
            row -> row.wide("stored_through"),
            spool.host(),
            spool.epoch())
        .orElse(0L);
  }

  private void addRow(Connection connection, CopyText rows, long id, KnownHost host, EventRow row)
      throws SQLException {
    rows.number(id).columns(row.before());
    Optional<Workload> workload = row.decision().workload();
    if (workload.isPresent()) {
      rows.number(workloads.number(connection, host, workload.get()));
    } else {
      rows.nothing();
    }
    rows.columns(row.after()).endRow();
  }

  private static void count(
      Map<CountKey, Long> counts, KnownHost host, Decision decision, Instant now) {
    if (EventWords.flagged(decision)) {
      CountKey key =
          new CountKey(
              now.truncatedTo(ChronoUnit.HOURS),
              host.number(),
              decision.verdict().mode().name(),
              decision.action().name(),
              decision.verdict().reasons().stream()
                  .findFirst()
                  .map(Verdict.Reason::control)
                  .map(Query::withoutNul)
                  .orElse(""));
      counts.merge(key, 1L, Long::sum);
    }
  }

  private static void copy(Connection connection, CopyText rows) throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(COPY, new StringReader(rows.toString()), 1 << 16);
    } catch (IOException e) {
      throw new SQLException("COPY failed: " + e.getMessage(), "08006", e);
    }
  }

  private static void writeProgress(Connection connection, Map<Spool, Long> storedThrough)
      throws SQLException {
    for (Map.Entry<Spool, Long> entry : storedThrough.entrySet()) {
      Query.update(
          connection,
          "insert into intake (host, epoch, stored_through) values (?, ?, ?) on conflict (host,"
              + " epoch) do update set stored_through = excluded.stored_through",
          entry.getKey().host(),
          entry.getKey().epoch(),
          entry.getValue());
    }
  }

  private static void writeCounts(Connection connection, Map<CountKey, Long> counts)
      throws SQLException {
    for (Map.Entry<CountKey, Long> entry : counts.entrySet()) {
      CountKey key = entry.getKey();
      Query.update(
          connection,
          "insert into event_counts (hour, host, mode, action, control, count) values (?, ?, ?, ?,"
              + " ?, ?) on conflict (hour, host, mode, action, control) do update set count ="
              + " event_counts.count + excluded.count",
          key.hour(),
          key.host(),
          key.mode(),
          key.action(),
          key.control(),
          entry.getValue());
    }
  }
}
