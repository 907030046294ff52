package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The database for a command that works on it and ends: the embedded server is used as it runs, or
 * started and stopped again.
 */
public final class DirectDatabase implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private final Optional<EmbeddedPostgres> started;
  private final Optional<DirectoryInUse> lock;
  private final AgroalDataSource pool;
  private final Database database = new Database();

  private DirectDatabase(
      Optional<EmbeddedPostgres> started, Optional<DirectoryInUse> lock, AgroalDataSource pool) {
    this.started = started;
    this.lock = lock;
    this.pool = pool;
  }

  /**
   * Connects.
   *
   * @throws IOException if there is no way to the database
   */
  public static DirectDatabase open(ManagerConfiguration configuration)
      throws IOException, InterruptedException {
    try {
      if (configuration.database().isPresent()) {
        return ready(
            new DirectDatabase(
                Optional.empty(),
                Optional.empty(),
                Connections.toExternal(configuration.database().get())));
      }
      EmbeddedPostgres server =
          new EmbeddedPostgres(
              configuration.data().resolve("database"), configuration.commandPrefix());
      if (server.attach()) {
        return ready(
            new DirectDatabase(Optional.empty(), Optional.empty(), Connections.toEmbedded(server)));
      }
      DirectoryInUse lock = DirectoryInUse.take(configuration.data().resolve("database"));
      server.start();
      return ready(
          new DirectDatabase(
              Optional.of(server), Optional.of(lock), Connections.toEmbedded(server)));
    } catch (SQLException e) {
      Optional<Problem> known = DatabaseProblem.of(e, configuration.database());
      if (known.isPresent()) {
        throw new ProblemException(known.get(), e);
      }
      throw new IOException("no connection: " + e.getMessage(), e);
    }
  }

  private static DirectDatabase ready(DirectDatabase direct)
      throws SQLException, IOException, InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try (Connection connection = direct.pool.getConnection()) {
        if (connection.isValid(5)) {
          direct.database.use(direct.pool);
          direct.database.becomes(new Database.State.Up());
          return direct;
        }
      } catch (SQLException e) {
        boolean patient = direct.started.isPresent();
        if (!patient || System.nanoTime() > deadline) {
          direct.close();
          throw e;
        }
      }
      Thread.sleep(100);
    }
  }

  /** Brings empty tables to a version. */
  public void migrate(Optional<String> target) {
    Migrations.run(pool, target);
  }

  public Database database() {
    return database;
  }

  @Override
  public void close() throws IOException {
    database.use(null);
    pool.close();
    started.ifPresent(EmbeddedPostgres::stop);
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
