package dev.sekisho.manager.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.manager.Unprivileged;
import dev.sekisho.manager.configuration.ListenAddress;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.ManagerConfiguration.ExternalDatabase;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A PostgreSQL that somebody else runs, with people's mistakes in how the manager is told of it.
 */
class ExternalDatabaseTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path DIRECTORY = Unprivileged.directory();
  private static final EmbeddedPostgres SERVER =
      new EmbeddedPostgres(DIRECTORY.resolve("elsewhere"), Unprivileged.prefix());

  @BeforeAll
  static void startServer() throws Exception {
    SERVER.start();
    until(() -> tried("create role keeper login password 'kept'"));
    for (String each :
        List.of(
            "create database good owner keeper",
            "create database other",
            "create role guest login password 'guest'")) {
      assertThat(tried(each)).as(each).isTrue();
    }
    Files.writeString(DIRECTORY.resolve("password"), "kept\n");
    Files.writeString(DIRECTORY.resolve("guest"), "guest\n");
    Files.writeString(DIRECTORY.resolve("wrong"), "s3cret-but-wrong\n");
  }

  @AfterAll
  static void stopServer() throws IOException {
    SERVER.stop();
    Unprivileged.delete(DIRECTORY);
  }

  private static boolean tried(String sql) {
    try (Connection connection =
            DriverManager.getConnection(SERVER.url(), EmbeddedPostgres.USER, SERVER.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
      return true;
    } catch (SQLException | IOException e) {
      return false;
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in %s", PATIENCE).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static ManagerConfiguration configuration(String name, String user, String password) {
    return new ManagerConfiguration(
        DIRECTORY.resolve("manager"),
        new ListenAddress("127.0.0.1", 1),
        new ListenAddress("127.0.0.1", 0),
        List.of("localhost"),
        Optional.empty(),
        Optional.of(
            new ExternalDatabase(
                SERVER.url().replaceFirst("[^/]*$", name),
                user,
                Optional.of(DIRECTORY.resolve(password)))),
        Unprivileged.prefix());
  }

  /** What a manager says that is told of this database. */
  private static Problem problem(String name, String user, String password) throws Exception {
    Database database = new Database();
    try (DatabaseServer server =
        new DatabaseServer(database, configuration(name, user, password), List.of())) {
      server.start();
      until(() -> database.state() instanceof Database.State.Down || database.isUp());
      assertThat(database.state()).isInstanceOf(Database.State.Down.class);
      return ((Database.State.Down) database.state()).why();
    }
  }

  @Test
  void itIsUsedAndNoOtherIsStartedAndItsReturnIsNoticed() throws Exception {
    Database database = new Database();
    ManagerConfiguration configuration = configuration("good", "keeper", "password");
    try (DatabaseServer server = new DatabaseServer(database, configuration, List.of())) {
      server.start();
      until(database::isUp);
      assertThat(database.answers()).isTrue();
      assertThat(configuration.data().resolve("database")).doesNotExist();
      assertThat(tried("alter database good allow_connections false")).isTrue();
      tried("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'good'");
      until(() -> !database.answers());
      assertThatThrownBy(
              () -> database.transaction(connection -> connection.createStatement().execute("x")))
          .isInstanceOf(DatabaseUnavailable.class);
      assertThat(tried("alter database good allow_connections true")).isTrue();
      until(database::answers);
    }
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() throws Exception {
    Problem problem = problem("good", "keeper", "wrong");
    assertThat(problem.id()).isEqualTo("database-login");
    assertThat(problem.text())
        .contains("/good", "\"keeper\"", "SEKISHO_DATABASE_PASSWORD_FILE")
        .doesNotContain("s3cret");
  }

  @Test
  void aPasswordFileThatIsNotThereIsNamed() throws Exception {
    Problem problem = problem("good", "keeper", "nothing");
    assertThat(problem.id()).isEqualTo("database-password-file");
    assertThat(problem.what()).contains(DIRECTORY.resolve("nothing").toString());
  }

  @Test
  void aDatabaseThatWasNotCreatedIsSaidWithTheCommandThatDoes() throws Exception {
    Problem problem = problem("nowhere", "keeper", "password");
    assertThat(problem.id()).isEqualTo("database-absent");
    assertThat(problem.what()).contains("\"nowhere\"");
    assertThat(problem.fix()).contains("createdb");
  }

  @Test
  void aUserWithoutRightsIsSaidWithTheStatementThatGivesThem() throws Exception {
    Problem problem = problem("other", "guest", "guest");
    assertThat(problem.id()).isEqualTo("database-rights");
    assertThat(problem.what()).contains("CREATE", "\"public\"");
    assertThat(problem.fix()).contains("owner to");
  }

  @Test
  void aServerOfAnOlderEditionIsRefused() {
    Optional<ExternalDatabase> external =
        Optional.of(
            new ExternalDatabase(
                "jdbc:postgresql://db.example/sekisho?password=s3cret", "", Optional.empty()));
    Problem problem = DatabaseProblem.ofServer(150_004, "public", true, external).orElseThrow();
    assertThat(problem.id()).isEqualTo("database-too-old");
    assertThat(problem.what()).contains("15.4", "16", "db.example").doesNotContain("s3cret");
    assertThat(DatabaseProblem.ofServer(160_000, "public", true, external)).isEmpty();
  }

  @Test
  void aCommandOnTheDataIsToldTheSame() {
    assertThatThrownBy(() -> DirectDatabase.open(configuration("good", "keeper", "wrong")).close())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("#database-login");
  }
}
