package dev.sekisho.manager.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The current row of a result, by column names. */
public final class Row {
  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  public String text(String column) throws SQLException {
    String value = results.getString(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  public Optional<String> optionalText(String column) throws SQLException {
    return Optional.ofNullable(results.getString(column));
  }

  public int number(String column) throws SQLException {
    return results.getInt(column);
  }

  public long wide(String column) throws SQLException {
    return results.getLong(column);
  }

  public boolean flag(String column) throws SQLException {
    return results.getBoolean(column);
  }

  public byte[] bytes(String column) throws SQLException {
    byte[] value = results.getBytes(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  public Instant instant(String column) throws SQLException {
    return optionalInstant(column)
        .orElseThrow(() -> new IllegalStateException("column " + column + " is null"));
  }

  public Optional<Instant> optionalInstant(String column) throws SQLException {
    return Optional.ofNullable(results.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
