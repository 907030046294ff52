package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.ManagerConfiguration.ExternalDatabase;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a database cannot be used, in words for whoever runs the manager. */
final class DatabaseProblem {
  /** The oldest that the manager is tested with, as {@code server_version_num}. */
  static final int OLDEST = 160_000;

  private static final int MAJOR = 10_000;

  private DatabaseProblem() {}

  /**
   * What a failure means; empty if it is not known, and then its stack trace helps more than words.
   *
   * @param external the database that somebody else runs, empty for the embedded one
   */
  static Optional<Problem> of(Throwable failure, Optional<ExternalDatabase> external) {
    if (failure instanceof ProblemException known) {
      return known.problems().stream().findFirst();
    }
    if (external.isEmpty()) {
      return Optional.empty();
    }
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getSQLState() != null) {
        Optional<String> id = id(sql.getSQLState());
        if (id.isPresent()) {
          return id.map(known -> StartProblem.of(known, name(external.get()), firstLine(sql)));
        }
      }
    }
    return Optional.empty();
  }

  /** The same for a failure whose meaning is not known. */
  static Problem unknown(Throwable failure, Optional<ExternalDatabase> external) {
    return external
        .map(e -> StartProblem.of("database-unreachable", name(e), failure.getMessage()))
        .orElseGet(() -> StartProblem.of("database-ended", failure.getMessage()));
  }

  /**
   * By class or code of PostgreSQL's error.
   *
   * @see <a href="https://www.postgresql.org/docs/16/errcodes-appendix.html">PostgreSQL, appendix
   *     A</a>
   */
  private static Optional<String> id(String state) {
    return switch (state) {
      case "28000", "28P01" -> Optional.of("database-login");
      case "3D000" -> Optional.of("database-absent");
      case "42501" -> Optional.of("database-rights");
      default ->
          state.startsWith("08") || state.startsWith("57P")
              ? Optional.of("database-unreachable")
              : Optional.empty();
    };
  }

  /**
   * What a server that answers lacks.
   *
   * @param version {@code server_version_num}, such as 160004
   * @param schema where the tables would be made, empty if there is none
   * @param mayCreate whether the manager's user may make them
   */
  static Optional<Problem> ofServer(
      int version, String schema, boolean mayCreate, Optional<ExternalDatabase> external) {
    String name = external.map(DatabaseProblem::name).orElse("");
    if (version < OLDEST) {
      return Optional.of(
          StartProblem.of(
              "database-too-old", name, version / MAJOR + "." + version % MAJOR, OLDEST / MAJOR));
    }
    return mayCreate
        ? Optional.empty()
        : Optional.of(
            StartProblem.of(
                "database-rights", name, StartProblem.words("database.why.create", schema)));
  }

  /** The URL without what follows the database: a password may stand there. */
  private static String name(ExternalDatabase external) {
    return external.url().replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
