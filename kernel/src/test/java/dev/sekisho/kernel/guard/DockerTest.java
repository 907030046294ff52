package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Mounts;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The guard under a real engine and runc, in a parent group of the test's own so that no other
 * container is touched.
 */
@Tag("root")
@Tag("docker")
class DockerTest {
  private static final String IMAGE = "kernel-guard-test";
  private static final String NAME = "kernel-guard-test";
  private static final String PARENT = "/sekisho-kernel-test-docker";

  private static GuardFixture fixture;
  private static Path parent;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(Files.exists(Path.of("/var/run/docker.sock")), "SKIPPED: needs a Docker engine");
    fixture = GuardFixture.open();
    Path root = Files.createTempDirectory("sekisho-kernel-image");
    Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(root.resolve("tmp"));
    for (String program : List.of("hello", "escape", "wait"))
      Files.copy(
          fixture.programs().resolve(program),
          root.resolve("bin").resolve(program),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Path archive = root.resolveSibling(root.getFileName() + ".tar");
    TestContainer.run(List.of("tar", "-C", root.toString(), "-cf", archive.toString(), "."));
    TestContainer.run(List.of("docker", "import", archive.toString(), IMAGE));
    TestContainer.run(List.of("rm", "-r", root.toString(), archive.toString()));
    parent = Files.createDirectories(Path.of(Cgroups.detect().unified().orElseThrow() + PARENT));
    fixture.guard().setTemplate(Cgroups.id(parent), "", ConfigurationOf.drift(Mode.ENFORCE, 0));
    for (String runtime : List.of("/usr/bin/runc", "/usr/sbin/runc")) {
      if (Files.exists(Path.of(runtime)))
        fixture.guard().addRuntime(Statx.identity(Path.of(runtime)));
    }
  }

  @AfterAll
  static void unload() throws IOException {
    if (fixture == null) return;
    TestContainer.run(List.of("docker", "image", "rm", "-f", IMAGE));
    fixture.close();
    Files.deleteIfExists(parent);
    for (Mounts.Mount mount :
        Mounts.ofSelf().mounts()) { // runc makes the parent in every version 1 tree
      if (mount.type().equals("cgroup")) Files.deleteIfExists(Path.of(mount.mountPoint() + PARENT));
    }
  }

  @AfterEach
  void stop() throws IOException {
    docker("rm", "-f", NAME);
  }

  private static TestContainer.Run docker(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(Arrays.asList(words));
    return TestContainer.await(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** docker run with more options before the image. */
  private static TestContainer.Run runContainer(List<String> options, String... words)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("run", "--name", NAME, "--network", "none", "--cgroup-parent", PARENT));
    all.addAll(options);
    all.add(IMAGE);
    all.addAll(Arrays.asList(words));
    return docker(all.toArray(String[]::new));
  }

  @Test
  void aContainerThatNobodyConfiguredRunsItsImageAndNothingElse() throws IOException {
    fixture.events();
    assertThat(runContainer(List.of("--rm"), "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(fixture.executions())
        .filteredOn(execution -> !execution.runtime())
        .hasSize(1)
        .allSatisfy(
            execution -> {
              assertThat(execution.path()).isEqualTo("/bin/hello");
              assertThat(execution.rootNotOverlay()).isFalse();
            });
    assertThat(runContainer(List.of("--rm"), "/bin/escape", "copied").killed()).isTrue();
    assertThat(runContainer(List.of("--rm"), "/bin/escape", "memory-file").killed()).isTrue();
    assertThat(
            runContainer(
                    List.of(
                        "--rm", "--cap-add", "SYS_ADMIN", "--security-opt", "apparmor=unconfined"),
                    "/bin/escape",
                    "own-overlay")
                .output())
        .doesNotContain("RAN");
  }

  @Test
  void execIsCoveredAndTheRuntimesOwnExecutionsPass() throws IOException {
    runContainer(List.of("-d", "-i"), "/bin/wait", "/bin/hello");
    assertThat(docker("exec", NAME, "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(docker("exec", NAME, "/bin/escape", "copied").killed()).isTrue();
    assertThat(docker("exec", NAME, "/bin/escape", "modified").killed()).isTrue();
  }

  @Test
  void restartsWhileNobodyHoldsTheGuardStayGuarded() throws IOException {
    runContainer(List.of("-d", "-i"), "/bin/wait", "/bin/hello");
    fixture.events();
    fixture.guard().close();
    docker("restart", "-t", "0", NAME);
    assertThat(docker("exec", NAME, "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(docker("exec", NAME, "/bin/escape", "copied").killed()).isTrue();
    assertThat(fixture.reopen().adopted()).isTrue();
    assertThat(fixture.executions()).filteredOn(GuardEvent.Execution::blocked).hasSize(1);
  }

  @Test
  void theInitThatTheEngineInjectsPassesWhenItIsRegistered() throws IOException {
    Path init;
    try (Stream<Path> places =
        Stream.of(
                "/usr/libexec/docker/docker-init", "/usr/bin/docker-init", "/usr/sbin/docker-init")
            .map(Path::of)) {
      init = places.filter(Files::exists).findFirst().orElse(Path.of("/none"));
    }
    assumeTrue(Files.exists(init), "SKIPPED: no docker-init");
    assertThat(runContainer(List.of("--rm", "--init"), "/bin/hello").output())
        .doesNotContain("RAN");
    fixture.guard().addInjected(Statx.identity(init));
    assertThat(runContainer(List.of("--rm", "--init"), "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(runContainer(List.of("--rm", "--init"), "/bin/escape", "copied").output())
        .doesNotContain("RAN");
  }
}
