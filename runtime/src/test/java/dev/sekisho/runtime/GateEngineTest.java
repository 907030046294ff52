package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitContainerPrivileges.Privilege;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.VolumesBlocklist;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A second engine of the test's own, whose default runtime is the gate. */
@Tag("root")
@Tag("docker")
class GateEngineTest {
  private static Path directory;
  private static Path socket;
  private static Process engine;
  private static Lab lab;
  private static long revision;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "SKIPPED: no dockerd");
    directory = Files.createTempDirectory("sekisho-runtime-gate");
    socket = directory.resolve("engine.sock");
    Path gate = directory.resolve("gate");
    String runtime = Files.exists(Path.of("/usr/sbin/runc")) ? "/usr/sbin/runc" : "/usr/bin/runc";
    assertThat(new GateFiles(gate).install(runtime)).isTrue();
    Path configuration =
        Files.writeString(
            directory.resolve("daemon.json"),
            "{\"runtimes\": {\"%s\": {\"path\": \"%s\"}}, \"default-runtime\": \"%s\"}"
                .formatted(GateFiles.RUNTIME, gate.resolve("gate"), GateFiles.RUNTIME));
    engine =
        new ProcessBuilder(
                "/usr/sbin/dockerd",
                "--host=unix://" + socket,
                "--config-file=" + configuration,
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    Lab.await(() -> Files.exists(socket));
    lab = Lab.open(socket);
    lab.gate = Optional.of(gate);
    lab.start();
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    if (lab != null) lab.close();
    if (engine != null) {
      engine.destroy();
      engine.waitFor(20, TimeUnit.SECONDS);
    }
    if (directory != null) {
      // The engine leaves this mounted where a container was in the host's network.
      Path network = directory.resolve("exec/netns/default");
      if (Files.exists(network)) Lab.shell("umount", network.toString());
      Lab.shell("rm", "-rf", directory.toString());
    }
  }

  private record Called(int code, String output) {}

  private static Called docker(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("docker", "--host", "unix://" + socket));
    line.addAll(List.of(words));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Called(process.waitFor(), output);
  }

  private static Called run(String name, String... options) throws Exception {
    docker("rm", "-f", name);
    List<String> words = new ArrayList<>(List.of("run", "-d", "--name", name));
    words.addAll(List.of(options));
    if (words.stream().noneMatch(w -> w.startsWith("--network"))) words.add("--network=none");
    words.add(Lab.IMAGE);
    return docker(words.toArray(String[]::new));
  }

  private static EffectivePolicy policy(Mode mode, Control control) {
    return Clauses.revision(++revision).add(mode, control).policy();
  }

  private static Control privileges(Privilege... refused) {
    return new LimitContainerPrivileges(Set.of(refused));
  }

  private static List<Lab.Seen> judged(String name) {
    return lab.all().stream().filter(s -> s.of(name) && s.verdict().mode() != Mode.NONE).toList();
  }

  @Test
  void whatIsForbiddenNeverRunsAndTheUserReadsWhyAndWhatWouldPass() throws Exception {
    String name = "gate-network";
    Control control = privileges(Privilege.HOST_NETWORK);
    lab.hold(name, EffectivePolicy.NONE);
    assertThat(run(name, "--network=host").code()).isZero();

    docker("rm", "-f", name);
    lab.hold(name, policy(Mode.AUDIT, control));
    lab.forget();
    assertThat(run(name, "--network=host").code()).isZero();
    Lab.await(
        () -> lab.plane().workloads().stream().anyMatch(w -> w.workload().name().equals(name)));
    assertThat(judged(name))
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.action()).isEqualTo(Action.REPORTED);
              assertThat(s.mechanism()).isEqualTo(Mechanisms.GATE);
            });

    lab.hold(name, policy(Mode.ENFORCE, control));
    lab.forget();
    Called refused = run(name, "--network=host");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.output())
        .contains("sekisho: ")
        .contains("test-policy")
        .contains("limitContainerPrivileges")
        .contains("--network host");
    assertThat(docker("inspect", "-f", "{{.State.StartedAt}}", name).output())
        .startsWith("0001-01-01");
    assertThat(lab.decisions(name, s -> s.action() == Action.DENIED, 1))
        .singleElement()
        .satisfies(
            s ->
                assertThat(((Event.ContainerStarting) s.event()).configuration().moment())
                    .isEqualTo(ContainerConfiguration.Moment.STARTING));

    lab.forget();
    assertThat(run(name).code()).isZero();
    Lab.await(
        () -> lab.plane().workloads().stream().anyMatch(w -> w.workload().name().equals(name)));
    assertThat(judged(name)).isEmpty();
    assertThat(assurance(name))
        .isEqualTo(
            new Assurance(
                LimitContainerPrivileges.NAME,
                Assurance.Level.CLAIMED,
                Mechanisms.GATE,
                Optional.empty()));
    docker("rm", "-f", name);
  }

  private static Assurance assurance(String name) {
    return lab.plane().workloads().stream()
        .filter(w -> w.workload().name().equals(name))
        .flatMap(w -> w.assurances().stream())
        .filter(a -> a.control().equals(LimitContainerPrivileges.NAME))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void volumesAndNewPrivilegesAreRefusedBeforeTheFirstProcess() throws Exception {
    String name = "gate-volume";
    docker("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/etc", "bound");
    lab.hold(name, policy(Mode.ENFORCE, new VolumesBlocklist(List.of("/etc"))));
    assertThat(run(name, "-v", "bound:/data").code()).isNotZero();
    assertThat(run(name, "-v", "/:/data:ro").code()).isNotZero();
    assertThat(run(name, "-v", "plain:/data").code()).isZero();
    lab.hold(name, policy(Mode.ENFORCE, new LimitNewPrivileges()));
    assertThat(run(name).code()).isNotZero();
    assertThat(run(name, "--security-opt=no-new-privileges").code()).isZero();
    docker("rm", "-f", name);
  }

  @Test
  void aPrivilegedExecIsRefusedAndAPlainOnePasses() throws Exception {
    String name = "gate-exec";
    Control control = privileges(Privilege.PRIVILEGED);
    lab.hold(name, policy(Mode.AUDIT, control));
    assertThat(run(name).code()).isZero();
    Lab.await(
        () -> lab.plane().workloads().stream().anyMatch(w -> w.workload().name().equals(name)));
    Called audited = docker("exec", "--privileged", name, "/bin/echo", "inside");
    // Where the machine itself lacks a capability the runtime refuses; the gate let it pass.
    assertThat(lab.decisions(name, s -> s.event() instanceof Event.ExecRequested, 1))
        .first()
        .satisfies(s -> assertThat(s.action()).isEqualTo(Action.REPORTED));
    assertThat(audited.output()).doesNotContain("sekisho: ");

    lab.hold(name, policy(Mode.ENFORCE, control));
    Called refused = docker("exec", "--privileged", name, "/bin/echo", "inside");
    assertThat(refused.code()).isNotZero();
    assertThat(refused.output()).contains("sekisho: ").contains("--privileged");
    assertThat(docker("exec", name, "/bin/echo", "inside")).isEqualTo(new Called(0, "inside\n"));
    docker("rm", "-f", name);
  }

  @Test
  void withoutTheEnforcerContainersStartAsTheFailModeSaysAndThatIsTold() throws Exception {
    String name = "gate-dead";
    lab.hold(name, policy(Mode.ENFORCE, privileges(Privilege.HOST_PID)));
    assertThat(run(name, "--pid=host").code()).isNotZero();
    lab.stop();
    assertThat(run(name, "--pid=host").code()).as("failMode: open").isZero();
    docker("rm", "-f", name);
    lab.forget();
    lab.start();
    Lab.await(
        () ->
            lab.all().stream()
                .anyMatch(
                    s ->
                        s.event() instanceof Event.Notice notice
                            && notice.id().equals("failed-open")
                            && s.action() == Action.FAILED_OPEN));
    assertThat(run(name, "--pid=host").code()).isNotZero();
    docker("rm", "-f", name);
  }
}
