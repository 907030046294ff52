package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads events. */
public final class Events {
  /** The most items of one page. */
  public static final int MAXIMUM_PAGE = 500;

  /** How long one page may look for matches before it answers with what it has. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How many ids of time a search looks through at once: it doubles while little is found. */
  private static final Duration FIRST_STEP = Duration.ofMinutes(10);

  private static final String COLUMNS =
      """
      select e.id, e.decision, coalesce(h.logical_name, 'manager') as host_name, w.workload
      from events e
      left join hosts h on h.number = e.host
      left join workload_versions w on w.number = e.workload
      """;

  private final Database database;
  private final Clock clock;

  public Events(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * One page, newest first.
   *
   * @param before only events with a smaller id; empty begins with the newest
   * @param limit 1 to {@link #MAXIMUM_PAGE}
   */
  public EventPage page(EventFilter filter, OptionalLong before, int limit) {
    if (limit < 1 || limit > MAXIMUM_PAGE) {
      throw new IllegalArgumentException("limit " + limit + ": expected 1 to " + MAXIMUM_PAGE);
    }
    return database.transaction(
        connection -> {
          Optional<EventCondition> condition = EventCondition.of(connection, filter);
          return condition.isEmpty()
              ? new EventPage(List.of(), OptionalLong.empty(), Instant.EPOCH, true)
              : search(connection, filter, condition.get(), before, limit);
        });
  }

  /**
   * How many events have come after one.
   *
   * @param after the id of the newest event that the reader has
   * @param atMost stops counting here
   */
  public int newer(EventFilter filter, long after, int atMost) {
    return database.transaction(
        connection -> {
          Optional<EventCondition> condition = EventCondition.of(connection, filter);
          if (condition.isEmpty()) {
            return 0;
          }
          List<Object> values = new ArrayList<>(condition.get().values());
          values.add(after);
          values.add(atMost);
          return Query.list(
                  connection,
                  "select 1 from events e where " + condition.get().sql() + " and e.id > ? limit ?",
                  row -> 1,
                  values.toArray())
              .size();
        });
  }

  /**
   * Events after one, oldest first.
   *
   * @param after an id; those with a greater one are meant
   */
  public List<StoredDecision> after(EventFilter filter, long after, int limit) {
    return database.transaction(
        connection -> {
          Optional<EventCondition> condition = EventCondition.of(connection, filter);
          if (condition.isEmpty()) {
            return List.of();
          }
          List<Object> values = new ArrayList<>(condition.get().values());
          values.add(after);
          values.add(limit);
          return Query.list(
              connection,
              COLUMNS
                  + " where "
                  + condition.get().sql()
                  + " and e.id > ? order by e.id asc limit ?",
              Events::read,
              values.toArray());
        });
  }

  /** The id of the newest event, 0 if there is none. */
  public long newest() {
    return database.transaction(Events::newest);
  }

  /** Asked of the table and not of the clock, which may have been set back. */
  private static long newest(Connection connection) throws SQLException {
    return Query.first(
            connection, "select id from events order by id desc limit 1", row -> row.wide("id"))
        .orElse(0L);
  }

  /** The decision of a key. */
  public Optional<StoredDecision> one(Decision.Key key) {
    return database.transaction(
        connection ->
            Query.first(
                    connection,
                    COLUMNS
                        + " where e.host = coalesce((select number from hosts where id = ?), 0)"
                        + " and e.epoch = ? and e.sequence = ? limit 1",
                    Events::read,
                    key.host(),
                    key.epoch(),
                    key.sequence())
                .filter(found -> found.decision().key().equals(key)));
  }

  /**
   * Looks back step by step, so that a search for something rare answers in time with what it found
   * and goes on with the next page.
   */
  private EventPage search(
      Connection connection,
      EventFilter filter,
      EventCondition condition,
      OptionalLong before,
      int limit)
      throws SQLException {
    Instant deadline = clock.instant().plus(PATIENCE);
    long floor = Math.max(oldest(connection), filter.since().map(EventId::first).orElse(0L));
    long upper =
        Math.min(
            before.orElse(newest(connection) + 1),
            filter.until().map(EventId::first).orElse(Long.MAX_VALUE));
    long step =
        condition.selective() ? Long.MAX_VALUE : EventId.first(Instant.EPOCH.plus(FIRST_STEP));
    List<StoredDecision> items = new ArrayList<>();
    while (items.size() < limit && upper > floor && !clock.instant().isAfter(deadline)) {
      long lower = upper - floor > step ? upper - step : floor;
      items.addAll(between(connection, condition, lower, upper, limit - items.size()));
      upper = items.size() == limit ? items.getLast().id() : lower;
      step = step > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : step * 4;
    }
    boolean end = upper <= floor;
    return new EventPage(
        items,
        end ? OptionalLong.empty() : OptionalLong.of(upper),
        EventId.receivedAt(upper),
        end || items.size() == limit);
  }

  private static long oldest(Connection connection) throws SQLException {
    return Query.first(
            connection, "select id from events order by id asc limit 1", row -> row.wide("id"))
        .orElse(Long.MAX_VALUE);
  }

  /** Newest first, ids from {@code lower} to {@code upper}, the latter left out. */
  private static List<StoredDecision> between(
      Connection connection, EventCondition condition, long lower, long upper, int limit)
      throws SQLException {
    List<Object> values = new ArrayList<>(condition.values());
    values.add(lower);
    values.add(upper);
    values.add(limit);
    return Query.list(
        connection,
        COLUMNS
            + " where "
            + condition.sql()
            + " and e.id >= ? and e.id < ? order by e.id desc limit ?",
        Events::read,
        values.toArray());
  }

  static StoredDecision read(Row row) throws SQLException {
    long id = row.wide("id");
    Decision stored = StoredJson.read(row.text("decision"), Decision.class);
    Optional<Workload> workload =
        row.optionalText("workload").map(text -> StoredJson.read(text, Workload.class));
    Decision whole =
        new Decision(
            stored.key(),
            workload,
            stored.event(),
            stored.verdict(),
            stored.action(),
            stored.mechanism(),
            stored.revision());
    return new StoredDecision(id, EventId.receivedAt(id), row.text("host_name"), whole);
  }
}
