package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.guard.BpfGuard;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Canaries in real containers: what they prove, and that a guard that is taken out is found. */
class CanariesTest {
  @Test
  void theCommittedProgramWasBuiltFromTheCommittedSource() throws Exception {
    String origin = new String(resource("canary-amd64.origin"), StandardCharsets.UTF_8);
    assertThat(origin)
        .as("run script/build-native.sh runtime canary and commit its output")
        .contains("source " + sha256(Files.readAllBytes(Path.of("src/main/c/canary.c"))))
        .contains("binary " + sha256(resource("canary-amd64")));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Canary.class.getResourceAsStream(name), name)) {
      return stream.readAllBytes();
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static Map<String, Level> levels(Lab lab, String container) {
    return lab.plane().workloads().stream()
        .filter(state -> state.workload().name().equals(container))
        .flatMap(state -> state.assurances().stream())
        .collect(Collectors.toMap(Assurance::control, Assurance::level));
  }

  private static List<Lab.Seen> of(Lab lab, String container) {
    return lab.all().stream().filter(seen -> seen.of(container)).toList();
  }

  @Test
  @Tag("root")
  @Tag("docker")
  void aCanaryProvesWhatHoldsAndSaysLoudlyWhatDoesNot() throws Exception {
    try (Lab lab = Lab.open()) {
      lab.canaries = Duration.ofMillis(500);
      lab.hold(
          "runtime-canary",
          Clauses.revision(1)
              .drift(Mode.ENFORCE)
              .names(Mode.ENFORCE, "wget")
              .processes(Mode.ENFORCE, 50)
              .forensics()
              .policy());
      lab.hold("runtime-seen", Clauses.revision(1).drift(Mode.AUDIT).policy());
      lab.start();
      String id = lab.container("runtime-canary", "/bin/sleep", "600");
      lab.container("runtime-seen", "/bin/sleep", "600");

      Lab.await(
          () ->
              levels(lab, "runtime-canary").get("driftPrevention") == Level.PROVED
                  && levels(lab, "runtime-seen").get("driftPrevention") == Level.PROVED);
      assertThat(levels(lab, "runtime-canary"))
          .containsEntry("executableBlocklist", Level.PROVED)
          .containsEntry("forensics", Level.PROVED)
          .containsEntry("forkGuard", Level.CLAIMED);
      assertThat(of(lab, "runtime-canary"))
          .as("a canary is no doing of the workload")
          .noneMatch(
              seen ->
                  seen.event() instanceof Event.ProcessStarted e && e.arguments().contains("wget"));

      takeOut(lab, id);
      Lab.await(() -> levels(lab, "runtime-canary").get("driftPrevention") == Level.FAILED);
      assertThat(levels(lab, "runtime-canary")).containsEntry("executableBlocklist", Level.FAILED);
      Lab.await(
          () ->
              of(lab, "runtime-canary").stream()
                  .anyMatch(
                      seen ->
                          seen.event() instanceof Event.Notice notice
                              && notice.id().equals("proof-failed")));
      assertThat(levels(lab, "runtime-seen")).containsEntry("driftPrevention", Level.PROVED);

      lab.plane().policiesChanged(); // puts the container under guard again
      Lab.await(() -> levels(lab, "runtime-canary").get("driftPrevention") == Level.PROVED);
    }
  }

  /** In a frozen container nothing runs, the canary's child neither: it must not be waited for. */
  @Test
  @Tag("root")
  @Tag("docker")
  void aFrozenContainerOrAStoppedCanaryProvesNothingAndHoldsNobodyUp() throws Exception {
    try (Lab lab = Lab.open()) {
      lab.start();
      String id = lab.container("runtime-frozen", "/bin/sleep", "600");
      int pid = lab.engine.inspect(id, lab.engine.info()).orElseThrow().pid().orElseThrow();
      Path group = Cgroups.detect().unifiedDirectory(pid).orElseThrow();
      Path file = Files.createTempDirectory("canary").resolve("canary");
      Canary canary = Canary.prepare(file).orElseThrow();
      try (Canary.Flight flight = canary.fromMemory(pid, group, "sekisho-test")) {
        assertThat(flight.fly()).isInstanceOf(Canary.Outcome.Ran.class);
      }
      try (Canary.Flight flight = canary.fromMemory(pid, group, "sekisho-test")) {
        Lab.shell("kill", "-STOP", String.valueOf(flight.pid().orElseThrow()));
        assertThat(flight.fly()).isInstanceOf(Canary.Outcome.Aborted.class);
      }
      Files.writeString(group.resolve("cgroup.freeze"), "1");
      try (Canary.Flight flight = canary.fromMemory(pid, group, "sekisho-test")) {
        assertThat(flight.fly()).isInstanceOf(Canary.Outcome.Aborted.class);
      } finally {
        Files.writeString(group.resolve("cgroup.freeze"), "0");
      }
    }
  }

  /** As root could: the container's configuration is taken out of the kernel's map. */
  private static void takeOut(Lab lab, String id) throws IOException {
    int pid = lab.engine.inspect(id, lab.engine.info()).orElseThrow().pid().orElseThrow();
    Path group = Cgroups.detect().unifiedDirectory(pid).orElseThrow();
    try (BpfGuard other = BpfGuard.open(Lab.PINS)) {
      other.forget(Cgroups.id(group));
    }
  }
}
