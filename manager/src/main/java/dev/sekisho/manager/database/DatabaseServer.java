package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the database up: starts the embedded server or waits for the external one, brings the
 * tables to this version, and starts the embedded server again should it end. One thread of its own
 * does all of this; it never gives up.
 */
public final class DatabaseServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DatabaseServer.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Database database;
  private final ManagerConfiguration configuration;
  private final Optional<EmbeddedPostgres> embedded;
  private final List<Runnable> whenReady;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** What was told last, so that a database that stays away does not fill the log. */
  private @Nullable Problem told;

  /**
   * A server that {@link #start} starts.
   *
   * @param whenReady done once, in this order, when the tables are there for the first time; what
   *     throws is tried again
   */
  public DatabaseServer(
      Database database, ManagerConfiguration configuration, List<Runnable> whenReady) {
    this.database = database;
    this.configuration = configuration;
    this.embedded =
        configuration.database().isPresent()
            ? Optional.empty()
            : Optional.of(
                new EmbeddedPostgres(
                    configuration.data().resolve("database"), configuration.commandPrefix()));
    this.whenReady = List.copyOf(whenReady);
    this.thread = Thread.ofPlatform().name("database-server").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try (DirectoryInUse lock = taken()) {
      try {
        keepUp(lock);
      } finally {
        database.use(null);
        embedded.ifPresent(EmbeddedPostgres::stop);
      }
    } catch (IOException e) {
      LOG.warn("the lock of the data directory could not be given back", e);
    }
  }

  /** Waits for the directory, as for the database: the manager before may still be ending. */
  private @Nullable DirectoryInUse taken() {
    while (embedded.isPresent() && !closed(Duration.ZERO)) {
      try {
        return DirectoryInUse.take(configuration.data().resolve("database"));
      } catch (IOException | ProblemException e) {
        down(e);
        if (closed(LONGEST_PAUSE)) {
          return null;
        }
      }
    }
    return null;
  }

  private void keepUp(@Nullable DirectoryInUse lock) {
    if (embedded.isPresent() && lock == null) {
      return;
    }
    Duration pause = FIRST_PAUSE;
    boolean ready = false;
    while (!closed(Duration.ZERO)) {
      try {
        bringUp();
        if (!ready) {
          whenReady.forEach(Runnable::run);
          ready = true;
        }
        pause = FIRST_PAUSE;
        watch();
      } catch (IOException | SQLException | RuntimeException | AssertionError e) {
        if (closed(Duration.ZERO)) {
          return;
        }
        down(e);
        if (closed(pause)) {
          return;
        }
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void down(Throwable failure) {
    Optional<Problem> known = DatabaseProblem.of(failure, configuration.database());
    Problem problem =
        known.orElseGet(() -> DatabaseProblem.unknown(failure, configuration.database()));
    database.becomes(new Database.State.Down(problem));
    if (!problem.equals(told)) {
      LOG.error(problem.text(), known.isPresent() ? null : failure);
    }
    told = problem;
  }

  private void bringUp() throws IOException, SQLException, InterruptedException {
    if (embedded.isPresent() && !embedded.get().isRunning()) {
      database.becomes(new Database.State.Starting("the embedded database"));
      embedded.get().start();
    }
    AgroalDataSource pool =
        embedded.isPresent()
            ? Connections.toEmbedded(embedded.get())
            : Connections.toExternal(configuration.database().orElseThrow());
    boolean used = false;
    try {
      waitForAnswer(pool);
      checkServer(pool);
      database.becomes(new Database.State.Starting("the tables"));
      Migrations.run(pool, Optional.empty());
      database.use(pool);
      used = true;
      database.becomes(new Database.State.Up());
      told = null;
      LOG.info("the database is up");
    } finally {
      if (!used) {
        pool.close();
      }
    }
  }

  /** The embedded server needs a moment, more after a crash; an external one is asked once. */
  private void waitForAnswer(AgroalDataSource pool) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try (Connection connection = pool.getConnection()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        boolean ended = embedded.isPresent() && !embedded.get().isRunning();
        if (embedded.isEmpty() || ended || System.nanoTime() > deadline) {
          throw ended
              ? new SQLException("the server ended: " + embedded.get().lastWords(), "08000", e)
              : e;
        }
      }
      if (closed(Duration.ofMillis(100))) {
        throw new InterruptedException("the manager is ending");
      }
    }
  }

  /** Asks before the tables are made: there a missing right is tried again for many seconds. */
  private void checkServer(AgroalDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Optional<Problem> problem =
          Query.first(
                  connection,
                  "select current_setting('server_version_num')::int as version,"
                      + " coalesce(current_schema(), '') as schema, coalesce(has_schema_privilege("
                      + "current_schema(), 'create'), false) as may_create",
                  row ->
                      DatabaseProblem.ofServer(
                          row.number("version"),
                          row.text("schema"),
                          row.flag("may_create"),
                          configuration.database()))
              .orElseThrow();
      if (problem.isPresent()) {
        throw new ProblemException(problem.get());
      }
    }
  }

  /** Returns when the database must be brought up again. */
  private void watch() throws InterruptedException {
    while (!closed(LOOK_EVERY)) {
      if (embedded.isPresent() && !embedded.get().isRunning()) {
        Problem ended = StartProblem.of("database-ended", embedded.get().lastWords());
        LOG.error(ended.text());
        database.becomes(new Database.State.Down(ended));
        return;
      }
    }
  }

  private boolean closed(Duration wait) {
    try {
      return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Ends the pool, then the embedded server. */
  @Override
  public void close() {
    closing.countDown();
    database.becomes(new Database.State.Closed());
    try {
      thread.join(TimeUnit.SECONDS.toMillis(60));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
