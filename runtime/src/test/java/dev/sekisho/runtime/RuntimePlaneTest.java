package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.CommandOutput;
import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plane under a real engine: each action with the control off, audited and enforced. */
@Tag("root")
@Tag("docker")
class RuntimePlaneTest {
  private static Lab lab;

  @BeforeAll
  static void start() throws IOException {
    lab = Lab.open();
    lab.hold("runtime-off", Clauses.revision(1).forensics().policy());
    lab.hold(
        "runtime-audit", Clauses.revision(1).driftAndMappings(Mode.AUDIT).forensics().policy());
    lab.hold(
        "runtime-enforce", Clauses.revision(1).driftAndMappings(Mode.ENFORCE).forensics().policy());
    lab.start();
    for (String name : List.of("runtime-off", "runtime-audit", "runtime-enforce")) {
      lab.container(
          new dev.sekisho.container.ContainerRequest(
              name,
              Lab.IMAGE,
              List.of("/bin/sleep", "600"),
              java.util.Map.of(),
              List.of(),
              List.of("/tmp/runtime-volume:/volume"),
              "none",
              false,
              java.util.OptionalLong.empty(),
              java.util.OptionalLong.empty(),
              List.of("SYS_ADMIN", "SYS_PTRACE")));
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (lab != null) lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copied",
        "copied-by-execveat",
        "hard-linked",
        "deleted",
        "unnamed",
        "memory-file",
        "shared-memory",
        "own-tmpfs",
        "own-overlay",
        "own-mount-namespace",
        "vfork",
        "mapped",
        "protected-later",
        "protected-by-key",
        "read-implies-execute",
        "memory-file-mapped",
        "own-memory-written",
        "own-memory-written-by-child",
        "other-memory-written"
      })
  void whatTheImageDoesNotContainRunsWhenOffIsReportedInAuditAndStoppedInEnforce(String way)
      throws IOException {
    assertThat(lab.run("runtime-off", "/bin/escape", way).output()).isEqualTo("RAN\n");
    lab.forget();
    assertThat(lab.run("runtime-audit", "/bin/escape", way).output()).isEqualTo("RAN\n");
    assertThat(lab.decisions("runtime-audit", s -> s.action() == Action.REPORTED, 1))
        .hasSize(1)
        .allSatisfy(s -> assertThat(s.verdict().mode()).isEqualTo(Mode.AUDIT));
    CommandOutput enforced = lab.run("runtime-enforce", "/bin/escape", way);
    assertThat(enforced.output()).doesNotContain("RAN");
    assertThat(
            lab.decisions(
                "runtime-enforce",
                s -> s.action() == Action.DENIED || s.action() == Action.KILLED,
                1))
        .hasSize(1)
        .allSatisfy(s -> assertThat(s.verdict().mode()).isEqualTo(Mode.ENFORCE));
  }

  @Test
  void programsOfTheImageRunAndAreRecordedOnceEach() throws IOException {
    lab.forget();
    assertThat(lab.run("runtime-enforce", "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(lab.run("runtime-enforce", "/bin/image-script").output()).isEqualTo("RAN\n");
    assertThat(lab.settled("runtime-enforce", s -> s.path().equals("/bin/hello")))
        .hasSize(1)
        .allSatisfy(
            s -> {
              assertThat(s.action()).isEqualTo(Action.RECORDED);
              Event.ProcessStarted e = (Event.ProcessStarted) s.event();
              assertThat(e.arguments()).containsExactly("/bin/hello");
            });
    assertThat(lab.settled("runtime-enforce", s -> s.path().equals("/bin/image-script")))
        .hasSize(1);
  }
}
