package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gate put before the runtime of a second engine of the test's own, and taken away. */
@Tag("root")
@Tag("docker")
class GateInstallationTest {
  private static final String IMAGE = "start-gate:1";

  private Path directory;
  private Path socket;
  private Path configuration;
  private Process engine;

  @BeforeEach
  void startEngine() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "SKIPPED: no dockerd");
    directory = Files.createTempDirectory("sekisho-gate");
    socket = directory.resolve("engine.sock");
    configuration = Files.writeString(directory.resolve("daemon.json"), "{}");
    startEngine(directory);
  }

  private void startEngine(Path directory) throws Exception {
    engine =
        new ProcessBuilder(
                "/usr/sbin/dockerd",
                "--host=unix://" + socket,
                "--config-file=" + configuration,
                "--data-root=" + directory.resolve("docker"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!Files.exists(socket) || docker("info").code() != 0) {
      assertThat(engine.isAlive()).as("the engine lives").isTrue();
      assertThat(System.nanoTime()).as("the engine starts").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @AfterEach
  void endEngine() throws Exception {
    if (engine == null) return;
    docker("ps", "-aq").output().lines().forEach(id -> quietly("rm", "-f", id));
    engine.destroy();
    engine.waitFor(20, TimeUnit.SECONDS);
    command("rm", "-rf", directory.toString());
  }

  private void quietly(String... words) {
    try {
      docker(words);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private record Called(int code, String output) {}

  private static Called command(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Called(process.waitFor(), output.strip());
  }

  private Called docker(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("docker", "--host", "unix://" + socket));
    line.addAll(List.of(words));
    return command(line.toArray(String[]::new));
  }

  private Called enforcer(String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "--data",
                directory.resolve("sekisho/enforcer").toString(),
                "--engine",
                "unix://" + socket,
                "--bpffs",
                "/sys/fs/bpf/sekisho-start-gate"));
    line.addAll(List.of(words));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int code = EnforcerProgram.run(line, new PrintStream(said, true, StandardCharsets.UTF_8));
    return new Called(code, said.toString(StandardCharsets.UTF_8).strip());
  }

  private String defaultRuntime() throws Exception {
    return docker("info", "-f", "{{.DefaultRuntime}}").output();
  }

  private Path gate() {
    return directory.resolve("sekisho/gate");
  }

  private void makeImage() throws Exception {
    String name = "shared/data/rootfs/alpine-minirootfs-3.16.9-x86_64.tar.gz";
    Path archive = Path.of("").toAbsolutePath();
    while (!Files.exists(archive.resolve(name))) {
      archive = java.util.Objects.requireNonNull(archive.getParent(), "no " + name);
    }
    assertThat(docker("import", archive.resolve(name).toString(), IMAGE).code()).isZero();
  }

  @Test
  void theGateComesAndGoesWhileTheEngineAndItsContainersRun() throws Exception {
    makeImage();
    docker("run", "-d", "--name", "before", "--network", "none", IMAGE, "sleep", "600");
    assertThat(enforcer("--install-gate").code()).isZero();
    assertThat(defaultRuntime()).isEqualTo("sekisho-gate");
    assertThat(engine.isAlive()).isTrue();
    assertThat(enforcer("--install-gate").code()).as("once more").isZero();

    // Nobody answers: failMode is open, and it is noted.
    assertThat(
            docker("run", "-d", "--name", "through", "--network", "none", IMAGE, "sleep", "600")
                .code())
        .isZero();
    assertThat(docker("inspect", "-f", "{{.HostConfig.Runtime}}", "through").output())
        .isEqualTo("sekisho-gate");
    assertThat(docker("exec", "through", "echo", "inside")).isEqualTo(new Called(0, "inside"));
    assertThat(Files.readString(gate().resolve("unjudged")).lines()).hasSize(2);
    Files.writeString(gate().resolve("fail-mode"), "closed\n");
    Called refused = docker("run", "--rm", "--network", "none", IMAGE, "true");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.output()).contains("sekisho: ").contains("failMode is closed");

    // A container that was started through it calls it until it is made anew.
    assertThat(enforcer("--remove-gate").code()).isZero();
    assertThat(defaultRuntime()).isEqualTo("runc");
    assertThat(Files.isSymbolicLink(gate().resolve("gate"))).isTrue();
    assertThat(docker("exec", "through", "echo", "inside").output()).isEqualTo("inside");
    assertThat(docker("restart", "-t", "0", "through").code()).isZero();
    assertThat(docker("rm", "-f", "through").code()).isZero();
    assertThat(enforcer("--remove-gate").code()).isZero();
    assertThat(gate()).doesNotExist();
    assertThat(DaemonJson.parse(Files.readString(configuration))).isEqualTo(DaemonJson.empty());
    assertThat(docker("inspect", "-f", "{{.State.Running}}", "before").output()).isEqualTo("true");
    assertThat(enforcer("--uninstall").code()).isZero();
    assertThat(directory.resolve("sekisho")).doesNotExist();
  }

  @Test
  void whatElseIsConfiguredStaysAndUninstallTakesTheGateAlong() throws Exception {
    String before = "{\n  \"debug\": false,\n  \"labels\": [ \"a=b\" ]\n}\n";
    Files.writeString(configuration, before);
    assertThat(enforcer("--install-gate").code()).isZero();
    assertThat(DaemonJson.parse(Files.readString(configuration)).tree().path("labels").toString())
        .isEqualTo("[\"a=b\"]");
    assertThat(enforcer("--uninstall").code()).isZero();
    assertThat(DaemonJson.parse(Files.readString(configuration)))
        .isEqualTo(DaemonJson.parse(before));
    assertThat(defaultRuntime()).isEqualTo("runc");
    assertThat(directory.resolve("sekisho")).doesNotExist();
  }

  @Test
  void anEngineThatRefusesTheConfigurationKeepsItsOwn() throws Exception {
    // Its command line says the same, so the engine takes nothing of the whole file.
    String conflicting = "{\"data-root\": \"/elsewhere\"}";
    Files.writeString(configuration, conflicting);
    Called refused = enforcer("--install-gate");
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.output()).contains("did not take the gate").contains("fix: ");
    assertThat(Files.readString(configuration)).isEqualTo(conflicting);
    assertThat(gate()).doesNotExist();
    assertThat(defaultRuntime()).isEqualTo("runc");
  }

  @Test
  void aConfigurationThatIsNoJsonIsLeftAsItIs() throws Exception {
    Files.writeString(configuration, "{\"debug\": tru");
    Called refused = enforcer("--install-gate");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.output()).contains("cannot be read").contains("nothing was changed");
    assertThat(Files.readString(configuration)).isEqualTo("{\"debug\": tru");
  }

  @Test
  void withoutItsEngineTheGateIsTakenOutOfTheFileAndTheRestWhenTheEngineRuns() throws Exception {
    assertThat(enforcer("--install-gate").code()).isZero();
    engine.destroy();
    engine.waitFor(20, TimeUnit.SECONDS);
    Called removed = enforcer("--remove-gate");
    assertThat(removed.code()).isZero();
    assertThat(removed.output()).contains("does not run");
    assertThat(DaemonJson.parse(Files.readString(configuration)).defaultRuntime()).isEmpty();
    assertThat(Files.isSymbolicLink(gate().resolve("gate"))).isTrue();
    startEngine(directory);
    assertThat(defaultRuntime()).isEqualTo("runc");
    assertThat(enforcer("--remove-gate").code()).isZero();
    assertThat(DaemonJson.parse(Files.readString(configuration))).isEqualTo(DaemonJson.empty());
    assertThat(gate()).doesNotExist();
  }
}
