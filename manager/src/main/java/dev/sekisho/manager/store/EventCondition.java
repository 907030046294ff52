package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A filter as a condition on the table of events.
 *
 * @param sql of columns of {@code e}, at least {@code true}
 * @param values its parameters
 * @param selective whether an index finds matches newest first, so that the search need not go step
 *     by step
 */
record EventCondition(String sql, List<Object> values, boolean selective) {
  EventCondition {
    values = List.copyOf(values);
  }

  /** Empty if nothing can match: an unknown host or workload. */
  static Optional<EventCondition> of(Connection connection, EventFilter filter)
      throws SQLException {
    List<String> parts = new ArrayList<>(List.of("true"));
    List<Object> values = new ArrayList<>();
    if (filter.flaggedOnly() || filter.policy().isPresent() || filter.control().isPresent()) {
      parts.add("e.flagged");
    }
    if (filter.host().isPresent()) {
      Optional<Integer> number = hostNumber(connection, filter.host().get());
      if (number.isEmpty()) {
        return Optional.empty();
      }
      parts.add("e.host = ?");
      values.add(number.get());
    }
    if (filter.workload().isPresent()) {
      List<Long> versions = workloadVersions(connection, filter.workload().get());
      if (versions.isEmpty()) {
        return Optional.empty();
      }
      parts.add("e.workload = any(?)");
      values.add(versions);
    }
    addWord(parts, values, "e.policies @> array[?]::text[]", filter.policy());
    addWord(parts, values, "e.controls @> array[?]::text[]", filter.control());
    addChoice(parts, values, "e.action = any(?)", filter.actions());
    addChoice(parts, values, "e.mode = any(?)", filter.modes());
    if (!filter.kinds().isEmpty()) {
      parts.add("e.kind = any(?)");
      values.add(List.copyOf(filter.kinds()));
    }
    filter.text().stream()
        .flatMap(text -> List.of(text.strip().split("\\s+")).stream())
        .filter(word -> !word.isEmpty())
        .forEach(
            word -> {
              parts.add("e.words like ?");
              values.add("%" + escaped(word.toLowerCase(Locale.ROOT)) + "%");
            });
    boolean restricted =
        filter.text().isPresent()
            || filter.policy().isPresent()
            || filter.control().isPresent()
            || !filter.kinds().isEmpty()
            || !filter.actions().isEmpty()
            || !filter.modes().isEmpty();
    return Optional.of(new EventCondition(String.join(" and ", parts), values, !restricted));
  }

  private static void addWord(
      List<String> parts, List<Object> values, String sql, Optional<String> word) {
    if (word.isPresent()) {
      parts.add(sql);
      values.add(word.get());
    }
  }

  private static void addChoice(
      List<String> parts, List<Object> values, String sql, Set<? extends Enum<?>> choice) {
    if (!choice.isEmpty()) {
      parts.add(sql);
      values.add(choice.stream().map(Enum::name).sorted().toList());
    }
  }

  private static Optional<Integer> hostNumber(Connection connection, String host)
      throws SQLException {
    if (host.equals("manager")) {
      return Optional.of(0);
    }
    return Query.first(
        connection,
        "select number from hosts where id = ? or logical_name = ? order by id = ? desc,"
            + " removed_at nulls first, number desc limit 1",
        row -> row.number("number"),
        host,
        host,
        host);
  }

  private static List<Long> workloadVersions(Connection connection, String workload)
      throws SQLException {
    return Query.list(
        connection,
        "select number from workload_versions where workload_id = ? or name = ? limit 1000",
        row -> row.wide("number"),
        workload,
        workload);
  }

  /** What LIKE would read as a pattern means itself. */
  private static String escaped(String word) {
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
