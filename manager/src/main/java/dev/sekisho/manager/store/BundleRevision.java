package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The number of the policies as a whole. It only rises, over restarts and over a restored backup
 * too, because enforcers refuse an older one than they hold.
 */
public final class BundleRevision {
  private final Database database;
  private final Clock clock;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  public BundleRevision(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  public long current() {
    return database.transaction(BundleRevision::read);
  }

  /** Counts up in the transaction of a change. */
  void raise(Connection connection) throws SQLException {
    Query.update(connection, "update bundle set revision = revision + 1");
  }

  /**
   * Goes on above every revision that was ever given out. For a database that is older than what
   * hosts hold: since no manager changes policies once a second for years, the seconds since 1970
   * are above all of them.
   *
   * @param held the revision that a host holds
   * @return whether ours is above it now
   */
  public boolean leapPast(long held) {
    long seconds = clock.instant().getEpochSecond();
    // A number from the future was given out by no manager: the host lies, and moves nothing.
    boolean raised =
        held < seconds
            && database.transaction(
                connection ->
                    Query.update(
                            connection,
                            "update bundle set revision = ? where revision <= ?",
                            seconds,
                            held)
                        > 0);
    if (raised) {
      announce();
    }
    return raised;
  }

  /** Calls the listener after each committed change, on the thread that made it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void announce() {
    listeners.forEach(Runnable::run);
  }

  private static long read(Connection connection) throws SQLException {
    return Query.first(connection, "select revision from bundle", row -> row.wide("revision"))
        .orElseThrow();
  }
}
