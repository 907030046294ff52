package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To which container a process belongs, whatever it or its engine does. */
@Tag("root")
class MembershipTest {
  private static GuardFixture fixture;
  private TestContainer container;

  @BeforeAll
  static void load() throws IOException {
    fixture = GuardFixture.open();
  }

  @AfterAll
  static void unload() throws IOException {
    if (fixture != null) fixture.close();
  }

  @BeforeEach
  void start() throws IOException {
    container = fixture.container("membership");
    fixture.events();
  }

  @AfterEach
  void stop() throws IOException {
    container.close();
  }

  private void enforceDrift() throws IOException {
    fixture
        .guard()
        .configure(
            container.cgroup(), container.rootDevice(), ConfigurationOf.drift(Mode.ENFORCE, 0));
  }

  /** Starts {@code escape WAY} by a process that first waits for a line on its standard input. */
  private Process waiting(String way) throws IOException {
    Process process = container.start("/bin/wait", "/bin/escape", way);
    assertThat(process.getInputStream().read()).isEqualTo('.');
    return process;
  }

  private static TestContainer.Run go(Process waiting) throws IOException {
    waiting.outputWriter().write("go\n");
    waiting.outputWriter().flush();
    return TestContainer.await(waiting);
  }

  private int onlyChild() throws IOException {
    return Cgroups.processes(container.group()).stream()
        .filter(
            pid ->
                ProcessHandle.of(pid)
                    .orElseThrow()
                    .parent()
                    .orElseThrow()
                    .info()
                    .command()
                    .orElse("")
                    .endsWith("enter"))
        .findFirst()
        .orElseThrow();
  }

  private static void move(int pid, Path group) throws IOException {
    Files.writeString(group.resolve("cgroup.procs"), Integer.toString(pid));
  }

  @Test
  void aProcessInAChildGroupIsTheContainers() throws IOException {
    enforceDrift();
    Process process = waiting("copied");
    Path child = Files.createDirectory(container.group().resolve("child"));
    move(onlyChild(), child);
    assertThat(go(process).killed()).isTrue();
    assertThat(fixture.events()).noneMatch(GuardEvent.Left.class::isInstance);
  }

  @Test
  void aProcessThatLeavesTheGroupAndTheNamespaceStaysGuardedAndIsReported() throws IOException {
    enforceDrift();
    Process process = waiting("own-mount-namespace");
    move(onlyChild(), Cgroups.detect().unified().orElseThrow());
    assertThat(go(process).killed()).isTrue();
    assertThat(fixture.events()).anyMatch(GuardEvent.Left.class::isInstance);
  }

  @Test
  void aProcessOlderThanItsConfigurationIsSeededAndGuardedWhereverItGoes() throws IOException {
    Process unseeded = waiting("own-mount-namespace");
    enforceDrift();
    int pid = onlyChild();
    move(pid, Cgroups.detect().unified().orElseThrow());
    // The control: without the mark it gets away.
    assertThat(go(unseeded).output()).isEqualTo("RAN\n");

    fixture.guard().forget(container.cgroup());
    Process seeded = waiting("own-mount-namespace");
    enforceDrift();
    assertThat(fixture.guard().seed()).isPositive();
    assertThat(fixture.guard().seed()).isZero();
    move(onlyChild(), Cgroups.detect().unified().orElseThrow());
    assertThat(go(seeded).killed()).isTrue();
  }

  @Test
  void aRunningContainerIsConfiguredByTheRootOfItsFirstProcess() throws IOException {
    Process process = waiting("copied");
    ContainerRoot root = ContainerRoot.of(onlyChild());
    assertThat(OptionalLong.of(root.device())).isEqualTo(container.rootDevice());
    fixture.guard().configure(container.cgroup(), root, ConfigurationOf.drift(Mode.ENFORCE, 0));
    assertThat(go(process).killed()).isTrue();
    assertThat(fixture.events()).noneMatch(GuardEvent.RootLearned.class::isInstance);
  }

  @Test
  void aConfiguredParentGroupHandsItsTemplateToChildrenEvenWhileNoProcessHoldsTheGuard()
      throws IOException {
    Path parent = container.group();
    fixture.guard().setTemplate(Cgroups.id(parent), "", ConfigurationOf.drift(Mode.ENFORCE, 0));
    fixture.guard().close();
    Path group = parent.resolve("container");
    TestContainer started = TestContainer.create(fixture.programs(), group);
    long id = started.cgroup();
    assertThat(started.run("/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(started.run("/bin/escape", "copied").killed()).isTrue();
    started.close(); // as docker restart does: the group goes, another comes
    TestContainer restarted = TestContainer.create(fixture.programs(), group);
    assertThat(restarted.run("/bin/escape", "copied").killed()).isTrue();

    BpfGuard guard = fixture.reopen();
    assertThat(guard.adopted()).isTrue();
    assertThat(guard.containers()).contains(restarted.cgroup()).doesNotContain(id);
    assertThat(guard.counters().adopted()).isEqualTo(2);
    assertThat(fixture.executions()).filteredOn(GuardEvent.Execution::blocked).hasSize(2);
    restarted.close();
    assertThat(guard.containers()).isEmpty();
    guard.removeTemplate(Cgroups.id(parent));
  }

  @Test
  void aTemplateWithAPrefixLeavesOtherGroupsAlone() throws IOException {
    Path parent = container.group();
    fixture.guard().setTemplate(Cgroups.id(parent), "docker-", ConfigurationOf.nothing());
    Path matching = Files.createDirectory(parent.resolve("docker-1.scope"));
    Path other = Files.createDirectory(parent.resolve("sshd.service"));
    assertThat(fixture.guard().configuration(Cgroups.id(matching)))
        .contains(ConfigurationOf.nothing());
    assertThat(fixture.guard().configuration(Cgroups.id(other))).isEmpty();
    fixture.guard().removeTemplate(Cgroups.id(parent));
  }

  @Test
  void inTheHostsNamespaceOnlyARegisteredRuntimeItsMemoryCopyAndItsOverlayCopyRun()
      throws IOException {
    fixture
        .guard()
        .configure(
            container.cgroup(),
            container.rootDevice(),
            ConfigurationOf.hostNamespace(Mode.ENFORCE));
    Path runtime = fixture.programs().resolve("escape");
    Path copies = Files.createTempDirectory(Path.of("/var/tmp"), "sekisho-kernel-test");
    Path merged = Files.createDirectory(copies.resolve("merged"));
    Files.createDirectory(copies.resolve("empty"));
    TestContainer.run(
        List.of(
            "mount",
            "-t",
            "overlay",
            "overlay",
            "-o",
            "lowerdir=" + fixture.programs() + ":" + copies.resolve("empty"),
            merged.toString()));
    try {
      assertThat(onHost(runtime, "own-memory-written").output().isEmpty()).isTrue();
      fixture.guard().addRuntime(Statx.identity(runtime));
      assertThat(onHost(runtime, "own-memory-written").output()).isEqualTo("RAN\n");
      // runc executes a copy of itself from a memfd, or from a read-only overlay over its own
      // directory.
      assertThat(onHost(runtime, "memory-file").output()).isEqualTo("RAN\n");
      assertThat(onHost(merged.resolve("escape"), "own-memory-written").output())
          .isEqualTo("RAN\n");
      // What the runtime runs on the host beside itself is not trusted by that.
      assertThat(onHost(runtime, "image-file").output()).doesNotContain("RAN");
      assertThat(onHost(merged.resolve("hello")).output().isEmpty()).isTrue();
    } finally {
      fixture.guard().clearTrusted();
      TestContainer.run(List.of("umount", merged.toString()));
      for (String part : List.of("merged", "empty", "")) Files.delete(copies.resolve(part));
    }
  }

  /** Runs a program in the container's group, but in the host's namespaces. */
  private TestContainer.Run onHost(Path program, String... words) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(fixture.programs().resolve("wait").toString(), program.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HELLO", fixture.programs().resolve("hello").toString());
    Process process = builder.start();
    assertThat(process.getInputStream().read()).isEqualTo('.');
    move((int) process.pid(), container.group());
    return go(process);
  }

  @Test
  void aFileThatTheEngineMountsIntoContainersRuns() throws IOException {
    enforceDrift();
    assertThat(container.run("/bin/escape", "shared-memory").killed()).isTrue();
    Path injected = fixture.programs().resolve("hello");
    Path point = Files.createFile(container.root().resolve("init"));
    TestContainer.run(List.of("mount", "--bind", injected.toString(), point.toString()));
    try {
      assertThat(container.run("/init").killed()).isTrue();
      fixture.guard().addInjected(Statx.identity(injected));
      assertThat(container.run("/init").output()).isEqualTo("RAN\n");
    } finally {
      fixture.guard().clearTrusted();
      TestContainer.run(List.of("umount", point.toString()));
    }
  }

  @Test
  void aProcessOutsideAllContainersIsNobodysBusiness() throws IOException {
    enforceDrift();
    fixture.events();
    TestContainer.Run run =
        TestContainer.await(
            new ProcessBuilder(fixture.programs().resolve("hello").toString()).start());
    assertThat(run.output()).isEqualTo("RAN\n");
    assertThat(fixture.events()).isEmpty();
  }

  @Test
  void withoutARootDeviceTheFirstRootIsBelieved() throws IOException {
    fixture
        .guard()
        .configure(
            container.cgroup(), OptionalLong.empty(), ConfigurationOf.drift(Mode.ENFORCE, 0));
    assertThat(fixture.guard().rootDevice(container.cgroup())).isEmpty();
    assertThat(container.run("/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(fixture.guard().rootDevice(container.cgroup())).isEqualTo(container.rootDevice());
  }
}
