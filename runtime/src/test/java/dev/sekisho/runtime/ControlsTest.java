package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.CommandOutput;
import dev.sekisho.container.ContainerRequest;
import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.ApplyChanges;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blocklist, fork guard, changes of policies and restarts under a real engine. */
@Tag("root")
@Tag("docker")
class ControlsTest {
  private static Lab lab;

  @BeforeAll
  static void start() throws IOException {
    lab = Lab.open();
    lab.start();
  }

  @AfterAll
  static void end() throws IOException {
    if (lab != null) lab.close();
  }

  private static boolean judged(Lab.Seen seen) {
    return seen.verdict().mode() != Mode.NONE;
  }

  private static ContainerRequest withInit(String name) {
    return new ContainerRequest(
        name,
        Lab.IMAGE,
        List.of("/bin/sleep", "600"),
        Map.of(),
        List.of(),
        List.of(),
        "none",
        true,
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of());
  }

  @Test
  void aMultiCallBinaryIsJudgedByWhatIsCalled() throws IOException {
    String name = "runtime-blocklist";
    EffectivePolicy off = Clauses.revision(1).forensics().policy();
    lab.hold(name, off);
    lab.container(name, "/bin/sleep", "600");
    for (String call :
        List.of(
            "wget", "busybox wget", "/bin/busybox wget", "ln -s /bin/busybox /tmp/nc; /tmp/nc")) {
      assertThat(lab.shellIn(name, call + " 2>&1").output()).contains("BusyBox v1");
    }
    lab.hold(name, Clauses.revision(2).names(Mode.AUDIT, "wget").forensics().policy());
    assertThat(lab.shellIn(name, "wget 2>&1").output()).contains("BusyBox v1");
    assertThat(lab.settled(name, ControlsTest::judged))
        .singleElement()
        .satisfies(s -> assertThat(s.action()).isEqualTo(Action.REPORTED));
    lab.hold(name, Clauses.revision(3).names(Mode.ENFORCE, "wget", "nc").forensics().policy());
    lab.forget();
    for (String call : List.of("wget", "busybox wget", "/bin/busybox wget", "/tmp/nc")) {
      assertThat(lab.shellIn(name, call + " 2>&1; true").output()).doesNotContain("BusyBox v1");
    }
    assertThat(lab.settled(name, ControlsTest::judged))
        .hasSize(4)
        .allSatisfy(s -> assertThat(s.action()).isEqualTo(Action.KILLED));
    assertThat(lab.shellIn(name, "ls / | wc -l").exitCode()).isZero();
    lab.hold(name, off);
    assertThat(lab.shellIn(name, "wget 2>&1").output()).contains("BusyBox v1");
  }

  @Test
  void aListedFileIsRefusedCleanlyAndItsLinkIsKilled() throws IOException {
    String name = "runtime-paths";
    lab.hold(
        name,
        Clauses.revision(1)
            .paths(Mode.ENFORCE, "/bin/he*")
            .names(Mode.ENFORCE, "greet")
            .forensics()
            .policy());
    lab.container(name, "/bin/sleep", "600");
    CommandOutput refused = lab.shellIn(name, "/bin/hello; echo status $?");
    assertThat(refused.errors()).contains("not permitted");
    assertThat(lab.run(name, "/bin/greet").output()).isEmpty();
    assertThat(lab.settled(name, ControlsTest::judged))
        .extracting(Lab.Seen::action)
        .containsExactly(Action.DENIED, Action.DENIED);
    lab.hold(name, Clauses.revision(2).names(Mode.ENFORCE, "greet").forensics().policy());
    lab.forget();
    assertThat(lab.run(name, "/bin/hello").output()).isEqualTo("RAN\n");
    assertThat(lab.run(name, "/bin/greet").output()).isEmpty();
    assertThat(lab.settled(name, ControlsTest::judged))
        .extracting(Lab.Seen::action)
        .containsExactly(Action.KILLED);
  }

  @Test
  void bombsAreStoppedAndTheRestLives() throws IOException {
    String name = "runtime-forks";
    lab.hold(name, Clauses.revision(1).processes(Mode.ENFORCE, 60).forensics().policy());
    lab.container(name, "/bin/sleep", "600");
    assertThat(lab.run(name, "/bin/forks", "guarded-bomb", "2").output())
        .contains("INNOCENT LIVES")
        .contains("PARENT LIVES");
    assertThat(lab.run(name, "/bin/forks", "guarded-bomb", "2", "exec").output())
        .contains("INNOCENT LIVES");
    List<Lab.Seen> reached = lab.settled(name, s -> s.event() instanceof Event.ProcessLimitReached);
    assertThat(reached).isNotEmpty().anyMatch(s -> s.action() == Action.KILLED);
    assertThat(lab.run(name, "/bin/forks", "sequence", "1000").output()).endsWith("0 failed\n");
    assertThat(lab.run(name, "/bin/forks", "live", "40").output()).isEqualTo("40 lived\n");
  }

  @Test
  void theLimitOfAContainerIsHeldAndItsPidsMaximumIsPutBack() throws IOException {
    String name = "runtime-total";
    lab.hold(name, Clauses.revision(1).processesOfContainer(Mode.ENFORCE, 20).policy());
    lab.container(name, "/bin/sleep", "600");
    assertThat(lab.run(name, "/bin/forks", "live", "40").output()).isNotEqualTo("40 lived\n");
    assertThat(lab.decisions(name, s -> s.event() instanceof Event.ProcessLimitReached, 1))
        .first()
        .satisfies(
            s ->
                assertThat(((Event.ProcessLimitReached) s.event()).limit())
                    .isEqualTo(Event.ProcessLimitReached.Limit.PER_CONTAINER));
    lab.hold(name, EffectivePolicy.NONE);
    assertThat(lab.run(name, "/bin/forks", "live", "40").output()).isEqualTo("40 lived\n");
  }

  @Test
  void aChangeReachesARunningContainerAtOnceUnlessItWaitsForTheStart() throws IOException {
    String name = "runtime-live";
    lab.hold(name, Clauses.revision(1).forensics().policy());
    lab.container(name, "/bin/sleep", "600");
    String drop = "cp /bin/hello /tmp/x; /tmp/x 2>/dev/null; rm /tmp/x";
    assertThat(lab.shellIn(name, drop).output()).isEqualTo("RAN\n");
    long begun = System.nanoTime();
    lab.hold(name, Clauses.revision(2).drift(Mode.ENFORCE).forensics().policy());
    long millis = (System.nanoTime() - begun) / 1_000_000;
    assertThat(lab.shellIn(name, drop).output()).isEmpty();
    assertThat(millis).as("milliseconds for the change").isLessThan(100);
    lab.hold(name, Clauses.revision(3).forensics().policy());
    assertThat(lab.shellIn(name, drop).output()).isEqualTo("RAN\n");
    lab.hold(
        name,
        Clauses.revision(4)
            .add(
                Mode.ENFORCE,
                new DriftPrevention(true, false, false, List.of(), List.of()),
                ApplyChanges.AT_START)
            .policy());
    assertThat(lab.shellIn(name, drop).output()).isEqualTo("RAN\n");
    lab.engine.restart(name, java.time.Duration.ZERO);
    Lab.await(() -> isEnforced(name));
    assertThat(lab.shellIn(name, drop).output()).isEmpty();
  }

  private static boolean isEnforced(String name) {
    return lab.plane().workloads().stream()
        .filter(w -> w.workload().name().equals(name))
        .flatMap(w -> w.assurances().stream())
        .anyMatch(
            a -> a.control().equals(DriftPrevention.NAME) && a.level() == Assurance.Level.CLAIMED);
  }

  @Test
  void whatIsAllowedRunsAlsoByAPatternThatTheKernelCannotMatch() throws IOException {
    String name = "runtime-allow";
    lab.hold(
        name,
        Clauses.revision(1).drift(Mode.ENFORCE, "/srv/**", "/opt/*/bin/x").forensics().policy());
    lab.container(name, "/bin/sleep", "600");
    assertThat(lab.shellIn(name, "mkdir -p /srv/a; cp /bin/hello /srv/a/x; /srv/a/x").output())
        .isEqualTo("RAN\n");
    assertThat(
            lab.shellIn(name, "mkdir -p /opt/a/bin; cp /bin/hello /opt/a/bin/x; /opt/a/bin/x")
                .output())
        .isEqualTo("RAN\n");
    assertThat(lab.shellIn(name, "cp /bin/hello /opt/a/x; /opt/a/x").output()).isEmpty();
    assertThat(lab.settled(name, ControlsTest::judged)).hasSize(1);
  }

  @Test
  void theInjectedInitAndTheContainersProcessesAreNamed() throws IOException {
    String name = "runtime-init";
    lab.hold(name, Clauses.revision(1).drift(Mode.ENFORCE).forensics().policy());
    lab.container(withInit(name));
    assertThat(lab.settled(name, ControlsTest::judged)).isEmpty();
    WorkloadState state =
        lab.plane().workloads().stream()
            .filter(w -> w.workload().name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(state.processes())
        .extracting(RunningProcess::arguments)
        .anySatisfy(a -> assertThat(a).contains("600"));
    assertThat(state.processes()).extracting(RunningProcess::user).containsOnly("root");
    assertThat(state.policies()).containsExactly("test-policy");
    assertThat(state.assurances())
        .filteredOn(a -> a.control().equals(DriftPrevention.NAME))
        .singleElement()
        .satisfies(a -> assertThat(a.level()).isEqualTo(Assurance.Level.CLAIMED));
  }

  @Test
  void restartsWhileThePlaneIsDeadStayGuardedAndNoEventIsLostOrDoubled() throws IOException {
    String name = "runtime-restart";
    lab.hold(name, Clauses.revision(1).drift(Mode.ENFORCE).forensics().policy());
    lab.container(name, "/bin/sleep", "600");
    lab.shellIn(name, "cp /bin/hello /tmp/before");
    lab.forget();
    lab.stop();
    // The running container: what the kernel holds is killed.
    assertThat(lab.run(name, "/tmp/before").exitCode()).isEqualTo(137);
    assertThat(lab.run(name, "/bin/hello").output()).isEqualTo("RAN\n");
    // Restarted: a new cgroup, for which the container's own policy lay ready.
    lab.engine.restart(name, java.time.Duration.ZERO);
    assertThat(lab.run(name, "/tmp/before").exitCode()).isEqualTo(137);
    assertThat(lab.run(name, "/bin/hello").output()).isEqualTo("RAN\n");
    lab.start();
    assertThat(lab.decisions(name, s -> s.path().equals("/tmp/before"), 2))
        .allSatisfy(s -> assertThat(s.action()).isEqualTo(Action.KILLED));
    assertThat(lab.settled(name, s -> s.path().equals("/tmp/before"))).hasSize(2);
    assertThat(lab.settled(name, s -> s.path().equals("/bin/hello"))).hasSize(2);
  }

  @Test
  void withTheGuardTakenOutTheSameActionRunsAgain() throws IOException {
    String name = "runtime-mutation";
    lab.hold(name, Clauses.revision(1).drift(Mode.ENFORCE).forensics().policy());
    lab.container(name, "/bin/sleep", "600");
    assertThat(lab.run(name, "/bin/escape", "copied").output()).isEmpty();
    lab.plane().remove();
    assertThat(lab.run(name, "/bin/escape", "copied").output()).isEqualTo("RAN\n");
    lab.start();
    assertThat(lab.run(name, "/bin/escape", "copied").output()).isEmpty();
  }
}
