package dev.sekisho.manager.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Runs one SQL statement with values. Values only ever travel as parameters; the text of a
 * statement is made of literals of this program.
 */
public final class Query {
  /** Reads one row. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Row row) throws SQLException;
  }

  private Query() {}

  /** All rows. */
  public static <T> List<T> list(
      Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, List.of(values));
      try (ResultSet results = statement.executeQuery()) {
        List<T> rows = new ArrayList<>();
        Row row = new Row(results);
        while (results.next()) {
          rows.add(reader.read(row));
        }
        return rows;
      }
    }
  }

  /** The first row, empty if there is none. */
  public static <T> Optional<T> first(
      Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
    return list(connection, sql, reader, values).stream().findFirst();
  }

  /** Changes rows, and says how many. */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, List.of(values));
      return statement.executeUpdate();
    }
  }

  /** Runs a statement without parameters and result. */
  public static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      bind(statement, i + 1, values.get(i));
    }
  }

  private static void bind(PreparedStatement statement, int place, Object value)
      throws SQLException {
    switch (value) {
      case Instant at -> statement.setObject(place, at.atOffset(ZoneOffset.UTC));
      case String text -> statement.setString(place, withoutNul(text));
      case Long number -> statement.setLong(place, number);
      case Integer number -> statement.setInt(place, number);
      case Boolean flag -> statement.setBoolean(place, flag);
      case byte[] bytes -> statement.setBytes(place, bytes);
      case Collection<?> many -> statement.setArray(place, array(statement, many));
      case Optional<?> maybe -> {
        if (maybe.isPresent()) {
          bind(statement, place, maybe.get());
        } else {
          statement.setNull(place, Types.NULL);
        }
      }
      case Enum<?> constant -> statement.setString(place, constant.name());
      default ->
          throw new IllegalArgumentException(
              "parameter " + place + " of " + value.getClass() + ": expected a type listed here");
    }
  }

  private static Array array(PreparedStatement statement, Collection<?> many) throws SQLException {
    boolean numbers = !many.isEmpty() && many.stream().allMatch(Long.class::isInstance);
    Object[] values =
        numbers
            ? many.toArray()
            : many.stream().map(each -> withoutNul(String.valueOf(each))).toArray();
    return statement.getConnection().createArrayOf(numbers ? "int8" : "text", values);
  }

  /** PostgreSQL's text cannot hold U+0000: it becomes the replacement character. */
  public static String withoutNul(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
