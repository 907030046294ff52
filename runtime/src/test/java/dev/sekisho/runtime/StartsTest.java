package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.policy.AllowedRegistries;
import dev.sekisho.policy.AllowedRuntimes;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitContainerPrivileges.Privilege;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.PreventOverrideDefaultConfiguration;
import dev.sekisho.policy.VolumesBlocklist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What containers are started with, under a real engine and without a gate. */
@Tag("root")
@Tag("docker")
class StartsTest {
  private static final String FLEET = "start-fleet:1";
  private static Lab lab;
  private static long revision;
  @TempDir private static Path directory;

  private final List<String> started = new ArrayList<>();

  /**
   * A control and two ways to start.
   *
   * @param forbidden options that it speaks against
   * @param benign options that look alike and pass
   * @param fact what it says, by the values of its phrase
   */
  record Case(
      String name, Control control, List<String> forbidden, List<String> benign, String fact) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    lab = Lab.open();
    lab.start();
    Files.writeString(directory.resolve("profile.json"), "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));
    Lab.shell(
        "docker",
        "volume",
        "create",
        "-d",
        "local",
        "-o",
        "type=none",
        "-o",
        "o=bind",
        "-o",
        "device=/etc",
        "start-bound");
    Lab.shell("docker", "volume", "create", "start-plain");
  }

  @AfterAll
  static void end() throws IOException {
    if (lab == null) return;
    Lab.shell("docker", "volume", "rm", "-f", "start-bound", "start-plain");
    lab.engine.removeImage(FLEET);
    lab.close();
  }

  @AfterEach
  void removeContainers() throws IOException {
    for (String name : started) lab.engine.remove(name);
  }

  private static Control privileges(Privilege... refused) {
    return new LimitContainerPrivileges(Set.of(refused));
  }

  private static Control override(String... registered) {
    return new PreventOverrideDefaultConfiguration(true, true, true, true, List.of(registered));
  }

  /** The block device that this machine's root lies on. */
  private static String rootDevice() throws IOException {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return mounts
          .map(line -> line.split(" ", -1))
          .filter(words -> words[3].equals("/") && words[4].equals("/"))
          .map(words -> words[List.of(words).indexOf("-") + 2])
          .filter(source -> Files.exists(Path.of(source)))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("the root is on no block device"));
    }
  }

  static Stream<Case> cases() throws IOException {
    List<String> none = List.of("--network", "none");
    String user = "--user=1000";
    return Stream.of(
        new Case(
            "addedCapabilities",
            privileges(Privilege.ADDED_CAPABILITIES),
            List.of("--cap-add=NET_ADMIN"),
            List.of("--cap-drop=ALL", "--cap-add=CHOWN"),
            "addedCapabilities (NET_ADMIN)"),
        new Case(
            "hostNetwork",
            privileges(Privilege.HOST_NETWORK),
            List.of("--network=host"),
            none,
            "hostNetwork"),
        new Case("hostPid", privileges(Privilege.HOST_PID), List.of("--pid=host"), none, "hostPid"),
        new Case("hostIpc", privileges(Privilege.HOST_IPC), List.of("--ipc=host"), none, "hostIpc"),
        new Case("hostUts", privileges(Privilege.HOST_UTS), List.of("--uts=host"), none, "hostUts"),
        new Case(
            "hostUser",
            privileges(Privilege.HOST_USER),
            List.of("--userns=host"),
            none,
            "hostUser"),
        new Case("rootUser", privileges(Privilege.ROOT_USER), none, List.of(user), "rootUser"),
        new Case(
            "lowPorts",
            privileges(Privilege.LOW_PORTS),
            List.of("--expose=80"),
            List.of("--expose=8080"),
            "lowPorts (80/tcp)"),
        new Case(
            "seccomp unconfined",
            override(),
            List.of("--security-opt=seccomp=unconfined"),
            none,
            "seccomp=unconfined"),
        new Case(
            "seccomp custom",
            override("sha256:" + "00".repeat(32)),
            List.of("--security-opt=seccomp=" + "PROFILE"),
            none,
            "seccomp=" + SecurityOptions.digest("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}")),
        new Case(
            "seccomp registered",
            override(SecurityOptions.digest("{\"defaultAction\":\"SCMP_ACT_ALLOW\"}")),
            List.of("--security-opt=label=disable"),
            List.of("--security-opt=seccomp=" + "PROFILE"),
            "label=disable"),
        new Case(
            "apparmor",
            override(),
            List.of("--security-opt=apparmor=unconfined"),
            List.of("--security-opt=no-new-privileges"),
            "apparmor=unconfined"),
        new Case(
            "systemPaths",
            override(),
            List.of("--security-opt=systempaths=unconfined"),
            none,
            "systempaths=unconfined"),
        new Case(
            "newPrivileges",
            new LimitNewPrivileges(),
            none,
            List.of("--security-opt=no-new-privileges"),
            ""),
        new Case(
            "volume",
            new VolumesBlocklist(List.of("/etc")),
            List.of("-v/etc:/data"),
            List.of("-vstart-plain:/data"),
            "/etc → /data"),
        new Case(
            "volume above",
            new VolumesBlocklist(List.of("/etc/passwd")),
            List.of("-v/:/data:ro"),
            List.of("-v/srv:/data"),
            "/ → /data"),
        new Case(
            "volume below",
            new VolumesBlocklist(List.of("/etc")),
            List.of("-v/etc/ssl:/data"),
            List.of("-v/srv:/data"),
            "/etc/ssl → /data"),
        new Case(
            "volume by link",
            new VolumesBlocklist(List.of("/etc")),
            List.of("-vLINK:/data"),
            List.of("-v/srv:/data"),
            "LINK = /etc → /data"),
        new Case(
            "volume of the local driver",
            new VolumesBlocklist(List.of("/etc")),
            List.of("-vstart-bound:/data"),
            List.of("-vstart-plain:/data"),
            Lab.shell("docker", "info", "-f", "{{.DockerRootDir}}").strip()
                + "/volumes/start-bound/_data = /etc → /data"),
        new Case(
            "socket by another name",
            new VolumesBlocklist(List.of("/var/run/docker.sock")),
            List.of("-v/run/docker.sock:/x"),
            List.of("-v/srv:/data"),
            "/run/docker.sock = /var/run/docker.sock → /x"),
        new Case(
            "block device",
            new VolumesBlocklist(List.of("/etc")),
            List.of("--device=" + rootDevice()),
            List.of("--device=/dev/null"),
            rootDevice() + " = / → " + rootDevice()),
        new Case(
            "registries",
            new AllowedRegistries(Clauses.patterns("registry.example"), false),
            none,
            List.of(),
            "runtime-lab:1"),
        new Case(
            "runtimes",
            new AllowedRuntimes(List.of("runc")),
            List.of("--runtime=io.containerd.runc.v2"),
            none,
            "io.containerd.runc.v2"),
        new Case(
            "image parameters",
            new DriftPrevention(
                false, true, false, List.of(), Clauses.patterns("environment.LOG_LEVEL")),
            List.of("-eLD_PRELOAD=/x", "--entrypoint=/bin/sleep"),
            List.of("-eLOG_LEVEL=debug"),
            "command, entrypoint, environment.LD_PRELOAD"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aForbiddenStartIsLeftReportedOrStoppedAsThePolicySays(Case it) throws IOException {
    String name = "start-" + it.name().replace(' ', '-');
    lab.hold(name, EffectivePolicy.NONE);
    run(name, it.forbidden(), it.name());
    assertThat(running(name)).as("with the control off").isTrue();
    assertThat(about(name)).isEmpty();

    lab.hold(name, policy(Mode.AUDIT, it.control()));
    Lab.Seen reported = one(name, Action.REPORTED);
    assertThat(running(name)).as("in Audit").isTrue();
    assertThat(String.join("; ", reported.verdict().reasons().getFirst().fact().values()))
        .isEqualTo(it.fact().replace("LINK", directory.resolve("link").toString()));
    assertThat(reported.mechanism()).isEqualTo(Mechanisms.ENGINE);

    lab.engine.remove(name);
    lab.forget();
    lab.hold(name, policy(Mode.ENFORCE, it.control()));
    run(name, it.forbidden(), it.name());
    Lab.Seen stopped = one(name, Action.STOPPED);
    Lab.await(() -> !running(name));
    assertThat(stopped.verdict().reasons().getFirst().wouldPass()).isNotEmpty();
    assertThat(lab.plane().workloads().stream().filter(w -> w.workload().name().equals(name)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itsBenignTwinIsLeftAlone(Case it) throws IOException {
    if (it.benign().isEmpty()) return;
    String name = "start-twin-" + it.name().replace(' ', '-');
    lab.forget();
    lab.hold(name, policy(Mode.ENFORCE, it.control()));
    run(name, it.benign(), it.name());
    // The next start is judged after it, so nothing of the twin is on its way any more.
    lab.hold("start-next", policy(Mode.AUDIT, privileges(Privilege.ROOT_USER)));
    run("start-next", List.of(), "");
    one("start-next", Action.REPORTED);
    assertThat(about(name)).isEmpty();
    assertThat(running(name)).isTrue();
  }

  @Test
  void whatRunsWhenAPolicyComesIsJudgedOncePerRevisionAndRespondedTo() throws IOException {
    String name = "start-established";
    lab.hold(name, EffectivePolicy.NONE);
    run(name, List.of("--cap-add=NET_ADMIN"), "");
    EffectivePolicy audit = policy(Mode.AUDIT, privileges(Privilege.ADDED_CAPABILITIES));
    lab.hold(name, audit);
    lab.hold(name, audit);
    assertThat(one(name, Action.REPORTED).event())
        .isInstanceOfSatisfying(
            Event.ContainerStarting.class,
            e ->
                assertThat(e.configuration().moment())
                    .isEqualTo(ContainerConfiguration.Moment.RUNNING));
    assertThat(assurance(name).level()).isEqualTo(Assurance.Level.DETECT_ONLY);
    lab.hold(
        name,
        Clauses.revision(++revision)
            .responding(Response.PAUSE)
            .add(Mode.ENFORCE, privileges(Privilege.ADDED_CAPABILITIES))
            .policy());
    one(name, Action.PAUSED);
    assertThat(Lab.shell("docker", "inspect", "-f", "{{.State.Status}}", name).strip())
        .isEqualTo("paused");
    Lab.shell("docker", "unpause", name);
    lab.hold(
        name,
        Clauses.revision(++revision)
            .responding(Response.ALERT)
            .add(Mode.ENFORCE, privileges(Privilege.ADDED_CAPABILITIES))
            .policy());
    one(name, Action.DETECTED_ONLY);
    assertThat(running(name)).isTrue();
    lab.hold(
        name,
        Clauses.revision(++revision)
            .responding(Response.REMOVE)
            .add(Mode.ENFORCE, privileges(Privilege.ADDED_CAPABILITIES))
            .policy());
    one(name, Action.REMOVED);
    assertThat(Lab.shell("docker", "ps", "-aq", "--filter", "name=" + name)).isEmpty();
  }

  @Test
  void whereThePolicySaysRemoveACreatedContainerIsGoneBeforeItRuns() throws IOException {
    String name = "start-created";
    started.add(name);
    lab.hold(
        name,
        Clauses.revision(++revision)
            .responding(Response.REMOVE)
            .add(Mode.ENFORCE, privileges(Privilege.HOST_PID))
            .policy());
    Lab.shell("docker", "create", "--name", name, "--network=none", "--pid=host", Lab.IMAGE);
    assertThat(one(name, Action.REMOVED).event())
        .isInstanceOfSatisfying(
            Event.ContainerStarting.class,
            e ->
                assertThat(e.configuration().moment())
                    .isEqualTo(ContainerConfiguration.Moment.CREATED));
    assertThat(Lab.shell("docker", "ps", "-aq", "--filter", "name=" + name)).isEmpty();
  }

  @Test
  void aWrongPolicyTakesOnlySomeOfAFleetDownAndSaysWhatItHeldBack() throws IOException {
    Lab.shell("docker", "tag", Lab.IMAGE, FLEET);
    List<String> fleet = Stream.of(1, 2, 3, 4, 5).map(n -> "start-fleet-" + n).toList();
    for (String name : fleet) {
      lab.hold(name, EffectivePolicy.NONE);
      run(name, List.of("--label=fleet"), "");
    }
    long at = ++revision;
    for (String name : fleet) {
      lab.holdQuietly(
          name, Clauses.revision(at).add(Mode.ENFORCE, privileges(Privilege.ROOT_USER)).policy());
    }
    lab.plane().policiesChanged();
    Lab.await(() -> fleet.stream().allMatch(name -> !about(name).isEmpty()));
    List<Action> actions =
        fleet.stream().flatMap(name -> about(name).stream()).map(Lab.Seen::action).toList();
    assertThat(actions)
        .containsExactlyInAnyOrder(
            Action.STOPPED, Action.STOPPED, Action.STOPPED, Action.HELD_BACK, Action.HELD_BACK);
    Lab.await(() -> fleet.stream().filter(this::running).count() == 2);
  }

  private static Assurance assurance(String name) {
    return lab.plane().workloads().stream()
        .filter(w -> w.workload().name().equals(name))
        .flatMap(w -> w.assurances().stream())
        .filter(a -> a.control().equals(LimitContainerPrivileges.NAME))
        .findFirst()
        .orElseThrow();
  }

  private static EffectivePolicy policy(Mode mode, Control control) {
    return Clauses.revision(++revision).add(mode, control).policy();
  }

  private void run(String name, List<String> options, String control) throws IOException {
    started.add(name);
    lab.engine.remove(name);
    List<String> words = new ArrayList<>(List.of("docker", "run", "-d", "--name", name));
    if (options.stream().noneMatch(o -> o.startsWith("--network"))) words.add("--network=none");
    for (String option : options) {
      words.add(
          option
              .replace("PROFILE", directory.resolve("profile.json").toString())
              .replace("LINK", directory.resolve("link").toString()));
    }
    words.add(options.contains("--label=fleet") ? FLEET : Lab.IMAGE);
    // An entrypoint of one's own clears the command.
    if (options.stream().anyMatch(o -> o.startsWith("--entrypoint"))) words.add("300");
    Lab.shell(words.toArray(String[]::new));
    if (control.isEmpty()) Lab.await(() -> isWorkload(name));
  }

  private static boolean isWorkload(String name) {
    return lab.plane().workloads().stream().anyMatch(w -> w.workload().name().equals(name));
  }

  private boolean running(String name) {
    try {
      return Lab.shell("docker", "inspect", "-f", "{{.State.Running}}", name)
          .strip()
          .equals("true");
    } catch (IOException gone) {
      return false;
    }
  }

  private static List<Lab.Seen> about(String name) {
    return lab.all().stream()
        .filter(s -> s.of(name) && s.event() instanceof Event.ContainerStarting)
        .toList();
  }

  private static Lab.Seen one(String name, Action action) {
    List<Lab.Seen> seen =
        lab.decisions(
            name, s -> s.event() instanceof Event.ContainerStarting && s.action() == action, 1);
    assertThat(seen).hasSize(1);
    return seen.getFirst();
  }
}
