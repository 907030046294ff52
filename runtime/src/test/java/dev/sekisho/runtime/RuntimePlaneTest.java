package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sekisho.container.CommandOutput;
import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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
    lab.hold("runtime-innocent", Clauses.revision(1).drift(Mode.ENFORCE).forensics().policy());
    lab.start();
    for (String name :
        List.of("runtime-off", "runtime-audit", "runtime-enforce", "runtime-innocent")) {
      lab.container(
          new dev.sekisho.container.ContainerRequest(
              name,
              Lab.IMAGE,
              List.of("/bin/sleep", "600"),
              java.util.Map.of(),
              List.of(),
              List.of(lab.volume() + ":/volume"),
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
        "own-tmpfs",
        "own-overlay",
        "own-mount-namespace",
        "vfork",
        "mapped",
        "protected-later",
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
    assertThat(lab.run("runtime-innocent", "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(lab.run("runtime-innocent", "/bin/image-script").output()).isEqualTo("RAN\n");
    assertThat(lab.settled("runtime-innocent", s -> s.path().equals("/bin/hello")))
        .hasSize(1)
        .allSatisfy(
            s -> {
              assertThat(s.action()).isEqualTo(Action.RECORDED);
              Event.ProcessStarted e = (Event.ProcessStarted) s.event();
              assertThat(e.arguments()).containsExactly("/bin/hello");
            });
    assertThat(lab.settled("runtime-innocent", s -> s.path().equals("/bin/image-script")))
        .hasSize(1)
        .allSatisfy(
            s ->
                assertThat(((Event.ProcessStarted) s.event()).interpreter())
                    .contains("/bin/busybox"));
  }

  /** A shell command that makes a file, and one that runs it. */
  static List<Arguments> dropped() {
    return List.of(
        arguments("cp /bin/hello /tmp/x", "/tmp/x", "/tmp/x"),
        arguments("cp /bin/hello /volume/x", "/volume/x", "/volume/x"),
        arguments(
            "mount -o remount,exec /dev/shm; cp /bin/hello /dev/shm/x", "/dev/shm/x", "/dev/shm/x"),
        arguments("printf '#!/bin/sh\\necho RAN\\n' > /tmp/s; chmod +x /tmp/s", "/tmp/s", "/tmp/s"),
        arguments("printf 'echo RAN\\n' > /tmp/plain.sh", "sh /tmp/plain.sh", "/tmp/plain.sh"),
        arguments(
            "printf 'echo RAN\\n' > /volume/plain.sh", "sh /volume/plain.sh", "/volume/plain.sh"),
        arguments(
            "printf '#!/bin/sh\\necho RAN\\n' > /tmp/in.sh", "sh < /tmp/in.sh", "/tmp/in.sh"));
  }

  @ParameterizedTest
  @MethodSource("dropped")
  void whatIsDroppedRunsWhenOffIsReportedOnceInAuditAndRefusedCleanlyInEnforce(
      String drop, String run, String path) throws IOException {
    String script = drop + "; " + run + "; echo status $?";
    assertThat(lab.shellIn("runtime-off", script).output()).isEqualTo("RAN\nstatus 0\n");
    assertThat(lab.shellIn("runtime-audit", script).output()).isEqualTo("RAN\nstatus 0\n");
    assertThat(
            lab.settled(
                "runtime-audit", s -> s.path().equals(path) && s.verdict().mode() != Mode.NONE))
        .hasSize(1)
        .allSatisfy(s -> assertThat(s.action()).isEqualTo(Action.REPORTED));
    CommandOutput enforced = lab.shellIn("runtime-enforce", script);
    assertThat(enforced.output()).doesNotContain("RAN").doesNotContain("status 0");
    assertThat(enforced.errors()).contains("not permitted");
    assertThat(
            lab.settled(
                "runtime-enforce", s -> s.path().equals(path) && s.verdict().mode() != Mode.NONE))
        .hasSize(1)
        .allSatisfy(
            s -> {
              assertThat(s.action()).isEqualTo(Action.DENIED);
              assertThat(s.mechanism()).isEqualTo(Mechanisms.FANOTIFY);
              Actor actor = s.event().who().orElseThrow();
              assertThat(actor.pid()).isPositive();
              assertThat(actor.command()).isNotEmpty();
            });
  }

  @Test
  void anInterpreterMayWriteAndReadDataThatIsNew() throws IOException {
    assertThat(
            lab.shellIn(
                    "runtime-enforce",
                    "echo '#!/bin/sh' > /tmp/d; echo more >> /tmp/d; echo 1 > /tmp/e;"
                        + " while read l; do echo got $l; done < /tmp/e; cat /tmp/d")
                .output())
        .isEqualTo("got 1\n#!/bin/sh\nmore\n");
  }

  @Test
  void aRefusalNamesArgumentsAndParents() throws IOException {
    lab.shellIn("runtime-enforce", "cp /bin/hello /tmp/named; /tmp/named one 'two words'; true");
    assertThat(lab.settled("runtime-enforce", s -> s.path().equals("/tmp/named")))
        .singleElement()
        .satisfies(
            s -> {
              Event.ProcessStarted e = (Event.ProcessStarted) s.event();
              assertThat(e.arguments()).containsExactly("/tmp/named", "one", "two words");
              assertThat(e.actor().parents()).isNotEmpty();
              assertThat(e.actor().userName()).isEqualTo("root");
            });
  }
}
