package dev.sekisho.manager.database;

import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the tables to this version. Migrations expand first and contract two releases later. */
final class Migrations {
  private Migrations() {}

  /**
   * Runs what has not been run.
   *
   * @param target the version to stop at; empty for the newest
   * @throws IllegalStateException if it cannot be done, or the tables are newer than this program
   */
  static void run(DataSource database, Optional<String> target) {
    try {
      FluentConfiguration configuration =
          Flyway.configure()
              .dataSource(database)
              .locations("classpath:db/migration")
              .validateMigrationNaming(true)
              .failOnMissingLocations(true);
      target.ifPresent(configuration::target);
      configuration.load().migrate();
    } catch (FlywayException e) {
      throw new IllegalStateException("the tables could not be made: " + e.getMessage(), e);
    }
  }
}
