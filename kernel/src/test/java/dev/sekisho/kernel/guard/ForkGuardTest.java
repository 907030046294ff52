package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.guard.GuardEvent.Forks;
import dev.sekisho.kernel.guard.GuardEvent.Reason;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class ForkGuardTest {
  private static final Limit FORTY = new Limit(40, 9);

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
    container = fixture.container("forks");
    fixture.events();
  }

  @AfterEach
  void stop() throws IOException {
    container.close();
  }

  private void limit(ForkLimits limits) throws IOException {
    fixture
        .guard()
        .configure(container.cgroup(), container.rootDevice(), ConfigurationOf.forks(limits));
  }

  private static ForkLimits belowOneProcess(Limit enforced) {
    return new ForkLimits(Limit.NONE, enforced, Limit.NONE, Limit.NONE);
  }

  private List<Forks> forkEvents() throws IOException {
    return fixture.events().stream()
        .filter(Forks.class::isInstance)
        .map(Forks.class::cast)
        .toList();
  }

  @Test
  void processesUpToTheLimitLiveAndThoseAboveItDie() throws IOException {
    limit(ForkLimits.NONE);
    assertThat(container.run("/bin/forks", "live", "45").output()).isEqualTo("45 lived\n");
    limit(belowOneProcess(FORTY));
    assertThat(container.run("/bin/forks", "live", "40").output()).isEqualTo("40 lived\n");
    assertThat(forkEvents()).isEmpty();
    assertThat(container.run("/bin/forks", "live", "45").output()).isEqualTo("40 lived\n");
    Forks event = forkEvents().getFirst();
    assertThat(event.match())
        .isEqualTo(new GuardEvent.Match(Reason.TOO_MANY_BELOW, Mode.ENFORCE, 9));
    assertThat(event.limit()).isEqualTo(40);
    assertThat(event.live()).isEqualTo(41);
  }

  @Test
  void aScriptOfAThousandCommandsIsInnocent() throws IOException {
    limit(belowOneProcess(new Limit(3, 9)));
    assertThat(container.run("/bin/forks", "sequence", "1000").output()).endsWith("0 failed\n");
    assertThat(forkEvents()).isEmpty();
  }

  @Test
  void threadsDoNotCount() throws IOException {
    limit(belowOneProcess(new Limit(3, 9)));
    assertThat(container.run("/bin/forks", "threads", "30").output()).isEqualTo("30 threads\n");
    assertThat(forkEvents()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "exec"})
  void aBombIsKilledAndItsParentAndAnInnocentProcessLive(String kind) throws IOException {
    limit(belowOneProcess(FORTY));
    String[] words =
        kind.equals("exec")
            ? new String[] {"/bin/forks", "guarded-bomb", "2", "exec"}
            : new String[] {"/bin/forks", "guarded-bomb", "2"};
    Process process = container.start(words);
    long most = 0;
    while (process.isAlive()) {
      most = Math.max(most, dev.sekisho.kernel.Cgroups.processes(container.group()).size());
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    assertThat(TestContainer.await(process).output()).contains("INNOCENT LIVES", "PARENT LIVES");
    assertThat(most).isLessThan(60);
    assertThat(forkEvents()).anySatisfy(event -> assertThat(event.condemned()).isPositive());
  }

  @Test
  void theWholeContainerIsCountedToo() throws IOException {
    limit(new ForkLimits(Limit.NONE, Limit.NONE, Limit.NONE, new Limit(10, 12)));
    assertThat(container.run("/bin/forks", "live", "20").output()).isEqualTo("9 lived\n");
    assertThat(forkEvents().getFirst().match())
        .isEqualTo(new GuardEvent.Match(Reason.TOO_MANY_IN_CONTAINER, Mode.ENFORCE, 12));
    assertThat(fixture.guard().liveProcesses(container.cgroup())).isZero();
  }

  @Test
  void inAuditNobodyDiesAndItIsReported() throws IOException {
    limit(new ForkLimits(FORTY, Limit.NONE, new Limit(20, 13), Limit.NONE));
    assertThat(container.run("/bin/forks", "live", "45").output()).isEqualTo("45 lived\n");
    assertThat(forkEvents())
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.match().mode()).isEqualTo(Mode.AUDIT));
  }

  @Test
  void exitsAreReportedWhereAskedFor() throws IOException {
    limit(ForkLimits.NONE);
    container.run("/bin/hello");
    List<GuardEvent> events = fixture.events();
    GuardEvent.Execution started =
        events.stream()
            .filter(GuardEvent.Execution.class::isInstance)
            .map(GuardEvent.Execution.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(events)
        .anySatisfy(
            event -> {
              assertThat(event).isInstanceOf(GuardEvent.Exit.class);
              assertThat(event.subject().pid()).isEqualTo(started.subject().pid());
              assertThat(event.subject().startNanoseconds())
                  .isEqualTo(started.subject().startNanoseconds());
            });
  }
}
