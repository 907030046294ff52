package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.ExecutableBlocklist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An engine of the test's own with the storage driver {@code vfs}, which copies whole images: drift
 * is detected, not prevented, and the plane says so; the blocklist holds all the same.
 */
@Tag("root")
@Tag("docker")
class CopiedImageTest {
  private static Path directory;
  private static Process engine;
  private static Lab lab;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/dockerd")), "SKIPPED: no dockerd");
    directory = Files.createTempDirectory("sekisho-runtime-vfs");
    Path socket = directory.resolve("engine.sock");
    engine =
        new ProcessBuilder(
                "/usr/sbin/dockerd",
                "--host=unix://" + socket,
                "--storage-driver=vfs",
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
    lab.hold(
        "runtime-vfs",
        Clauses.revision(1).drift(Mode.ENFORCE).names(Mode.ENFORCE, "greet").forensics().policy());
    lab.start();
    lab.container("runtime-vfs", "/bin/sleep", "600");
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    if (lab != null) lab.close();
    if (engine != null) {
      engine.destroy();
      engine.waitFor(20, TimeUnit.SECONDS);
    }
    if (directory != null) Lab.shell("rm", "-rf", directory.toString());
  }

  @Test
  void driftIsDetectedAndTheBlocklistIsHeldAndThePlaneSaysWhich() throws IOException {
    List<Assurance> assurances =
        lab.plane().workloads().stream()
            .filter(w -> w.workload().name().equals("runtime-vfs"))
            .findFirst()
            .orElseThrow()
            .assurances();
    assertThat(assurances)
        .filteredOn(a -> a.control().equals(DriftPrevention.NAME))
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.level()).isEqualTo(Assurance.Level.DETECT_ONLY);
              assertThat(a.why()).isPresent();
            });
    assertThat(assurances)
        .filteredOn(a -> a.control().equals(ExecutableBlocklist.NAME))
        .singleElement()
        .satisfies(a -> assertThat(a.level()).isEqualTo(Assurance.Level.CLAIMED));

    assertThat(lab.run("runtime-vfs", "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(lab.shellIn("runtime-vfs", "cp /bin/hello /tmp/x; /tmp/x").output())
        .isEqualTo("RAN\n");
    assertThat(lab.settled("runtime-vfs", s -> s.path().equals("/tmp/x")))
        .singleElement()
        .satisfies(s -> assertThat(s.action()).isEqualTo(Action.DETECTED_ONLY));
    assertThat(lab.run("runtime-vfs", "/bin/greet").output()).isEmpty();
    assertThat(lab.settled("runtime-vfs", s -> s.action() == Action.KILLED)).hasSize(1);
    assertThat(lab.settled("runtime-vfs", s -> s.verdict().mode() != Mode.NONE)).hasSize(2);
  }
}
