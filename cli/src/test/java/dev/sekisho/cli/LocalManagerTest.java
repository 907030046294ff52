package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalManagerTest {
  @TempDir private Path directory;

  private LocalManager manager(Captured captured, ManagerOptions options) {
    return new LocalManager(
        captured.terminal,
        new Home(directory, directory),
        options,
        new DataDirectory(directory),
        false);
  }

  private static ManagerOptions options(String console) {
    ManagerOptions options = new ManagerOptions();
    options.consoleAddress = console;
    options.agentsAddress = "127.0.0.1:0";
    return options;
  }

  @Test
  void aPortInUseIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Captured captured = Captured.english();
      assertThatExceptionOfType(Exit.Failure.class)
          .isThrownBy(() -> manager(captured, options(address)).check())
          .satisfies(
              failure -> {
                assertThat(failure.exit()).isEqualTo(Exit.ENVIRONMENT);
                assertThat(failure.problem(captured.terminal.texts()).what())
                    .contains("--console-address", address);
              });
    }
  }

  @Test
  void anAddressWithoutAPortIsWrongInput() {
    Captured captured = Captured.english();
    for (String address : List.of("localhost", "127.0.0.1:https", ":8443", "127.0.0.1:70000")) {
      assertThatExceptionOfType(Exit.Failure.class)
          .isThrownBy(() -> manager(captured, options(address)).check())
          .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.INPUT));
    }
  }

  @Test
  void theLastLinesOfAManagerThatDiedAreShownInert() throws Exception {
    Files.createDirectories(directory.resolve("log"));
    Captured captured = Captured.english();
    ChildProcess dead =
        ChildProcess.start(
            "manager",
            List.of("sh", "-c", "echo starting; printf 'no \\033[31mdatabase\\n' >&2; exit 7"),
            directory.resolve("log/manager.log"));
    dead.onExit().join();
    assertThat(dead.stop(Duration.ofSeconds(1))).isTrue();
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> manager(captured, options("127.0.0.1:0")).awaitReady(dead))
        .satisfies(
            failure ->
                assertThat(failure.problem(captured.terminal.texts()).what())
                    .contains("exit code 7"));
    assertThat(captured.error()).contains("  | starting").contains("no \\x1b[31mdatabase");
  }

  @Test
  void aProgramThatDoesNotListenIsEndedInTime() {
    ChildProcess deaf =
        ChildProcess.start(
            "deaf",
            List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
            directory.resolve("deaf.log"));
    while (deaf.lastLines().isEmpty()) {
      Thread.onSpinWait(); // until the trap is set
    }
    assertThat(deaf.stop(Duration.ofMillis(200))).isFalse();
    assertThat(deaf.isAlive()).isFalse();
  }

  @Test
  void aDataDirectoryThatIsAFileIsAProblem() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatExceptionOfType(Exit.Failure.class)
        .isThrownBy(() -> new DataDirectory(file).prepare())
        .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.ENVIRONMENT));
  }
}
