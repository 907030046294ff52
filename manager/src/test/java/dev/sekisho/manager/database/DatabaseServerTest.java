package dev.sekisho.manager.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.manager.Unprivileged;
import dev.sekisho.manager.configuration.ListenAddress;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.ManagerConfiguration.ExternalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The embedded server as a process that can be killed, and a database that is not there. */
class DatabaseServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory = Unprivileged.directory();
  private final Database database = new Database();

  @AfterEach
  void clean() throws IOException {
    Unprivileged.delete(directory);
  }

  private ManagerConfiguration configuration(Optional<ExternalDatabase> external) {
    return new ManagerConfiguration(
        directory,
        new ListenAddress("127.0.0.1", 1),
        new ListenAddress("127.0.0.1", 0),
        List.of("localhost"),
        Optional.empty(),
        external,
        Unprivileged.prefix());
  }

  private DatabaseServer embedded() {
    return new DatabaseServer(database, configuration(Optional.empty()), List.of());
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in %s", PATIENCE).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long serverPid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(directory.resolve("database/cluster/postmaster.pid")).getFirst());
  }

  private void write(String value) {
    database.transaction(
        connection ->
            Query.update(
                connection, "insert into settings (name, value) values (?, ?)", value, value));
  }

  private boolean holds(String value) {
    return database.transaction(
        connection ->
            Query.first(connection, "select 1 from settings where name = ?", row -> true, value)
                .isPresent());
  }

  @Test
  void whatWasCommittedSurvivesAKilledServerAndAKilledManager() throws Exception {
    try (DatabaseServer first = embedded()) {
      first.start();
      until(database::isUp);
      write("one");
      long killed = serverPid();
      ProcessHandle.of(killed).orElseThrow().destroyForcibly();
      until(() -> !database.answers());
      until(() -> database.isUp() && database.answers());
      assertThat(holds("one")).isTrue();
      assertThat(serverPid()).isNotEqualTo(killed);
    }
    assertThat(directory.resolve("database/cluster/postmaster.pid")).doesNotExist();
  }

  @Test
  void aServerThatOutlivedItsManagerIsEndedAndItsDataKept() throws Exception {
    EmbeddedPostgres orphan =
        new EmbeddedPostgres(directory.resolve("database"), Unprivileged.prefix());
    orphan.start();
    Path pidFile = directory.resolve("database/cluster/postmaster.pid");
    until(() -> Files.exists(pidFile));
    long left = serverPid();
    try (DatabaseServer server = embedded()) {
      server.start();
      until(database::isUp);
      assertThat(serverPid()).isNotEqualTo(left);
      assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void aSecondManagerOnTheSameDirectoryWaitsAndSaysWhy() throws Exception {
    try (DatabaseServer first = embedded()) {
      first.start();
      until(database::isUp);
      Database other = new Database();
      try (DatabaseServer second =
          new DatabaseServer(other, configuration(Optional.empty()), List.of())) {
        second.start();
        until(() -> other.state() instanceof Database.State.Down);
        assertThat(other.state().toString()).contains("another manager");
        assertThat(database.answers()).isTrue();
      }
      assertThat(database.answers()).isTrue();
    }
  }

  @Test
  void theServerAsksForAPasswordAndSyncs() throws Exception {
    try (DatabaseServer server = embedded()) {
      server.start();
      until(database::isUp);
      String rules = Files.readString(directory.resolve("database/cluster/pg_hba.conf"));
      assertThat(rules.lines().filter(l -> !l.startsWith("#") && !l.isBlank()))
          .isNotEmpty()
          .allMatch(l -> l.endsWith("scram-sha-256"));
      assertThat(setting("fsync")).isEqualTo("on");
      assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Files.getPosixFilePermissions(directory.resolve("database/password")).toString())
          .doesNotContain("GROUP", "OTHERS");
    }
  }

  private String setting(String name) {
    return database.transaction(
        connection ->
            Query.first(
                    connection,
                    "select setting from pg_settings where name = ?",
                    row -> row.text("setting"),
                    name)
                .orElseThrow());
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidAndTriedAgain() throws Exception {
    try (DatabaseServer server =
        new DatabaseServer(
            database,
            configuration(
                Optional.of(
                    new ExternalDatabase(
                        "jdbc:postgresql://127.0.0.1:9/none", "nobody", Optional.empty()))),
            List.of())) {
      server.start();
      until(() -> database.state() instanceof Database.State.Down);
      assertThatThrownBy(() -> holds("x")).isInstanceOf(DatabaseUnavailable.class);
      assertThat(database.answers()).isFalse();
    }
  }
}
