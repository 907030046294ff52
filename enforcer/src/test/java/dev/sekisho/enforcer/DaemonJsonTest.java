package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine's configuration with and without the gate. */
class DaemonJsonTest {
  @TempDir private Path directory;

  @Test
  void aFileIsReplacedWholeAndKeepsItsPermissions() throws IOException {
    Path file = directory.resolve("etc/daemon.json");
    DaemonJson.write(file, "{}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    DaemonJson.write(file, "{\"debug\": true}");
    assertThat(Files.readString(file)).isEqualTo("{\"debug\": true}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void theRuntimesOfOthersAreKeptWithTheirArguments() throws IOException {
    DaemonJson json =
        DaemonJson.parse(
            """
            {"runtimes": {"gpu": {"path": "/usr/bin/gpu", "runtimeArgs": ["--x"]}},
             "default-runtime": "gpu", "debug": true}
            """);
    DaemonJson with = json.withGate(Path.of("/g/gate"), json.runtime("gpu"));
    assertThat(with)
        .isEqualTo(
            DaemonJson.parse(
                """
                {"runtimes": {"gpu": {"path": "/usr/bin/gpu", "runtimeArgs": ["--x"]},
                  "sekisho-gate": {"path": "/g/gate", "runtimeArgs": ["--x"]}},
                 "default-runtime": "sekisho-gate", "debug": true}
                """));
    assertThat(with.withoutGate(Optional.of("gpu"), Optional.empty())).isEqualTo(json);
    assertThat(with.withoutGate(Optional.empty(), Optional.of("/usr/bin/gpu")))
        .isEqualTo(
            DaemonJson.parse(
                """
                {"runtimes": {"gpu": {"path": "/usr/bin/gpu", "runtimeArgs": ["--x"]},
                  "sekisho-gate": {"path": "/usr/bin/gpu", "runtimeArgs": ["--x"]}},
                 "debug": true}
                """));
  }

  @Test
  void theEngineIsFoundByItsCommandLine() {
    EngineProcess usual = new EngineProcess(1, List.of("-H", "fd://", "--config-file", "/c"));
    assertThat(usual.listensOn(Path.of("/var/run/docker.sock"))).isTrue();
    assertThat(usual.listensOn(Path.of("/other.sock"))).isFalse();
    assertThat(usual.configuration()).isEqualTo(Path.of("/c"));
    EngineProcess other =
        new EngineProcess(2, List.of("--host=unix:///other.sock", "--default-runtime=crun"));
    assertThat(other.listensOn(Path.of("/other.sock"))).isTrue();
    assertThat(other.listensOn(Path.of("/var/run/docker.sock"))).isFalse();
    assertThat(other.configuration()).isEqualTo(Path.of("/etc/docker/daemon.json"));
    assertThat(other.settlesRuntimes()).contains("--default-runtime");
  }

  @Test
  void anyConfigurationIsReadOrRefused() {
    Random random = new Random(17);
    String good = "{\"runtimes\": {\"a\": {\"path\": \"/a\"}}, \"default-runtime\": \"a\"}";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int n = random.nextInt(4); n >= 0; n--) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
      }
      try {
        DaemonJson json = DaemonJson.parse(text.toString());
        DaemonJson with = json.withGate(Path.of("/g"), json.runtime("a"));
        assertThat(
                with.withoutGate(json.defaultRuntime(), Optional.empty()).runtime("sekisho-gate"))
            .isEmpty();
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
    for (String bad : List.of("[]", "1", "{\"a\": 1, \"a\": 2}", "{} {}")) {
      assertThatIOException().as(bad).isThrownBy(() -> DaemonJson.parse(bad));
    }
  }
}
