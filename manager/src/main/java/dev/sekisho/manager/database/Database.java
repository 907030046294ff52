package dev.sekisho.manager.database;

import dev.sekisho.model.Problem;
import io.agroal.api.AgroalDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database. It may be down, at the start and at any time later: every call then ends
 * with {@link DatabaseUnavailable}, and works again when the database does.
 */
public final class Database {
  /** Whether there is a database to ask. */
  public sealed interface State {
    /** It is being unpacked, started or migrated. */
    record Starting(String doing) implements State {}

    /** It answers and its tables are those of this version. */
    record Up() implements State {}

    /** It cannot be reached; the manager keeps trying. */
    record Down(Problem why) implements State {}

    /** The manager is ending. */
    record Closed() implements State {}
  }

  /** Work on one connection. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private volatile State state = new State.Starting("the database");
  private volatile @Nullable AgroalDataSource pool;

  public State state() {
    return state;
  }

  /** Whether calls have a chance. */
  public boolean isUp() {
    return state instanceof State.Up;
  }

  /**
   * Does the work in one transaction: committed when it returns, rolled back when it throws.
   *
   * @throws DatabaseUnavailable if the database does not answer
   */
  public <T> T transaction(Work<T> work) {
    AgroalDataSource source = pool;
    if (source == null || !isUp()) {
      throw new DatabaseUnavailable(text(state));
    }
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      return committed(connection, work);
    } catch (SQLException e) {
      if (DatabaseUnavailable.is(e)) {
        throw new DatabaseUnavailable(e);
      }
      throw new IllegalStateException("the database refused: " + e.getMessage(), e);
    }
  }

  private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
    boolean done = false;
    try {
      T result = work.on(connection);
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        rollback(connection);
      }
    }
  }

  private static void rollback(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
    }
  }

  /** Whether a round trip succeeds now. */
  public boolean answers() {
    try {
      return transaction(
          connection -> {
            try (var statement = connection.createStatement()) {
              return statement.execute("select 1");
            }
          });
    } catch (DatabaseUnavailable e) {
      return false;
    }
  }

  void becomes(State next) {
    state = next;
  }

  /** Takes another pool, or none; the one before is closed. One thread calls this. */
  void use(@Nullable AgroalDataSource next) {
    AgroalDataSource before = pool;
    pool = next;
    if (before != null) {
      before.close();
    }
  }

  private static String text(State state) {
    return switch (state) {
      case State.Starting s -> "the manager is still starting: " + s.doing();
      case State.Up u -> "the database does not answer";
      case State.Down d -> "the database does not answer: " + d.why().what();
      case State.Closed c -> "the manager is ending";
    };
  }
}
