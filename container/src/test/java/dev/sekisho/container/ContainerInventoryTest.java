package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Container;
import dev.sekisho.model.Phrase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContainerInventoryTest {
  private static final Instant T0 = Instant.parse("2026-11-25T00:00:00Z");
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  /** What the engine would answer now. */
  private final Map<String, ContainerFacts> engine = new HashMap<>();

  private final Map<String, EngineFailure> failing = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private Instant now = T0;

  /** What can be known without asking the engine. */
  private final Map<String, ContainerFacts> stored = new HashMap<>();

  private final ContainerInventory.Inspector inspector =
      new ContainerInventory.Inspector() {
        @Override
        public Optional<ContainerFacts> inspect(String id) throws EngineException {
          return ContainerInventoryTest.this.inspect(id);
        }

        @Override
        public Optional<ContainerFacts> glance(String id) {
          return Optional.ofNullable(stored.get(id));
        }
      };

  private final ContainerInventory inventory =
      new ContainerInventory(inspector, change -> told.add(text(change)), () -> now);

  private Optional<ContainerFacts> inspect(String id) throws EngineException {
    if (failing.containsKey(id)) {
      throw new EngineException(failing.get(id));
    }
    return Optional.ofNullable(engine.get(id));
  }

  private static String text(ContainerChange change) {
    return switch (change) {
      case ContainerChange.Created c -> "created " + name(c.facts().id());
      case ContainerChange.Starting c -> "starting " + name(c.facts().id());
      case ContainerChange.Started c ->
          "started "
              + name(c.facts().id())
              + (c.facts().running() ? " pid " + c.facts().pid().getAsInt() : " over");
      case ContainerChange.Changed c ->
          "changed " + name(c.facts().id()) + " " + c.facts().container().name();
      case ContainerChange.Ended c ->
          "ended "
              + name(c.id())
              + (c.exitCode().isPresent() ? " code " + c.exitCode().getAsInt() : "");
      case ContainerChange.Unreadable c -> "unreadable " + name(c.id());
      case ContainerChange.Removed c -> "removed " + name(c.id());
      case ContainerChange.EngineLost c -> "lost";
      case ContainerChange.EngineReached c -> "reached";
    };
  }

  private static String name(String id) {
    return id.substring(0, 1);
  }

  static ContainerFacts facts(String id, String name, OptionalInt pid, Optional<Instant> start) {
    return new ContainerFacts(
        new Container(id, name, "docker", Map.of(), Set.of(), "", "runc"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        pid,
        T0,
        start,
        false,
        new RootFileSystem.Opaque("", Phrase.of("any.key")),
        List.of(),
        new Isolation(
            false,
            Set.of(),
            Set.of(),
            List.of(),
            "none",
            "",
            "",
            "",
            "",
            "",
            "",
            List.of(),
            false,
            false,
            OptionalLong.empty()),
        StartParameters.UNKNOWN);
  }

  private static Instant at(int second) {
    return T0.plusSeconds(second);
  }

  private void created(String id) {
    engine.put(id, facts(id, "n", OptionalInt.empty(), Optional.empty()));
  }

  private void running(String id, int second) {
    engine.put(id, facts(id, "n", OptionalInt.of(100 + second), Optional.of(at(second))));
  }

  private void stopped(String id, int second) {
    engine.put(id, facts(id, "n", OptionalInt.empty(), Optional.of(at(second))));
  }

  private void event(String action, String id, int second) throws EngineException {
    inventory.event(
        new EngineEvent(
            "container", action, id, Map.of("exitCode", "3"), at(second).plusMillis(5)));
  }

  private void connect(String id, int second) throws EngineException {
    inventory.event(
        new EngineEvent("network", "connect", "net", Map.of("container", id), at(second)));
  }

  private void list(boolean thorough) throws EngineException {
    List<ContainerSummary> all =
        engine.values().stream()
            .map(f -> new ContainerSummary(f.id(), "n", f.running() ? "running" : "exited"))
            .toList();
    inventory.reconcile(all, thorough);
  }

  @Test
  void aLifeIsToldInOrder() throws EngineException {
    created(A);
    event("create", A, 1);
    connect(A, 2);
    running(A, 2);
    event("start", A, 2);
    engine.put(A, facts(A, "renamed", OptionalInt.of(102), Optional.of(at(2))));
    event("rename", A, 3);
    event("exec_create: ls", A, 3);
    stopped(A, 2);
    event("die", A, 4);
    engine.remove(A);
    event("destroy", A, 5);
    assertThat(told)
        .containsExactly(
            "created a",
            "starting a",
            "started a pid 102",
            "changed a renamed",
            "ended a code 3",
            "removed a");
  }

  @Test
  void aContainerThatIsStartedAtOnceIsKnownBeforeItRuns() throws EngineException {
    failing.put(A, new EngineFailure.Stalled("GET", Duration.ofSeconds(10)));
    stored.put(A, facts(A, "n", OptionalInt.empty(), Optional.empty()));
    event("create", A, 1);
    connect(A, 1);
    failing.clear();
    running(A, 2);
    event("start", A, 2);
    assertThat(told).containsExactly("created a", "starting a", "started a pid 102");
  }

  @Test
  void aStoppedContainerThatWasNotKeptReadyIsLookedAtWhenItStarts() throws EngineException {
    stored.put(A, facts(A, "n", OptionalInt.empty(), Optional.of(at(1))));
    connect(A, 5);
    running(A, 6);
    event("start", A, 6);
    assertThat(told).containsExactly("starting a", "started a pid 106");
  }

  @Test
  void aRestartIsAnEndAndAStart() throws EngineException {
    running(A, 1);
    list(true);
    stopped(A, 1);
    event("die", A, 4);
    connect(A, 5);
    running(A, 5);
    event("start", A, 5);
    event("restart", A, 5);
    assertThat(told)
        .containsExactly("started a pid 101", "ended a code 3", "starting a", "started a pid 105");
  }

  @Test
  void whatALateEventSaysAgainIsNotToldAgain() throws EngineException {
    running(A, 10);
    list(true);
    event("create", A, 1);
    connect(A, 2);
    event("start", A, 2);
    event("die", A, 4);
    event("start", A, 10);
    list(true);
    list(false);
    assertThat(told).containsExactly("started a pid 110");
    stopped(A, 10);
    event("die", A, 12);
    event("start", A, 10);
    event("die", A, 12);
    list(true);
    assertThat(told).containsExactly("started a pid 110", "ended a code 3");
  }

  @Test
  void aRunThatIsOverBeforeItIsLookedAtIsStillTold() throws EngineException {
    created(A);
    event("create", A, 1);
    stopped(A, 2);
    event("start", A, 2);
    event("die", A, 3);
    assertThat(told).containsExactly("created a", "started a over", "ended a code 3");
  }

  @Test
  void aRunOfWhichTheEngineKnowsNothingAnyMoreIsStillTold() throws EngineException {
    created(A);
    event("create", A, 1);
    engine.remove(A);
    event("start", A, 2);
    event("die", A, 3);
    event("destroy", A, 3);
    assertThat(told).containsExactly("created a", "started a over", "ended a code 3", "removed a");
  }

  @Test
  void aListFindsWhatNoEventTold() throws EngineException {
    running(A, 1);
    list(true);
    engine.remove(A);
    running(B, 2);
    list(false);
    stopped(B, 2);
    list(false);
    running(B, 7);
    list(false);
    running(B, 9);
    list(false);
    list(true);
    assertThat(told)
        .containsExactly(
            "started a pid 101",
            "ended a",
            "removed a",
            "started b pid 102",
            "ended b",
            "started b pid 107",
            "ended b",
            "started b pid 109");
  }

  @Test
  void aFailedStartMayBeFollowedByAnother() throws EngineException {
    created(A);
    event("create", A, 1);
    connect(A, 2);
    connect(A, 2);
    event("die", A, 3);
    connect(A, 8);
    running(A, 8);
    event("start", A, 8);
    assertThat(told).containsExactly("created a", "starting a", "starting a", "started a pid 108");
  }

  @Test
  void oneContainerThatCannotBeReadDoesNotHideTheOthersAndIsAskedForAgain() throws EngineException {
    running(A, 1);
    running(B, 1);
    failing.put(A, new EngineFailure.Nonsense("GET", "a hostile name"));
    list(true);
    inventory.retry();
    assertThat(told).containsExactlyInAnyOrder("unreadable a", "started b pid 101");
    failing.clear();
    inventory.retry();
    assertThat(told).last().isEqualTo("started a pid 101");
    failing.put(A, new EngineFailure.Stalled("GET", Duration.ofSeconds(1)));
    event("update", A, 3);
    assertThat(told).last().isEqualTo("unreadable a");
  }

  @Test
  void anEngineThatIsGoneIsNotTakenForOneContainersFault() {
    failing.put(A, new EngineFailure.Lost("GET", "end"));
    assertThatThrownBy(() -> event("start", A, 1)).isInstanceOf(EngineException.class);
    failing.put(A, new EngineFailure.Absent(Path.of("/x"), "no"));
    assertThatThrownBy(() -> event("start", A, 1)).isInstanceOf(EngineException.class);
    assertThat(told).isEmpty();
  }

  @Test
  void eventsOfOtherThingsAndWithHostileIdsAreNothing() throws EngineException {
    running(A, 1);
    for (String id : List.of("", "../../x", A.toUpperCase(Locale.ROOT), A + "0")) {
      event("start", id, 2);
      connect(id, 2);
    }
    inventory.event(new EngineEvent("image", "start", A, Map.of(), at(2)));
    assertThat(told).isEmpty();
  }

  /** Whatever is lost, doubled or late: starts and ends alternate, and a list puts it right. */
  @Test
  void startsAndEndsAlternateWhateverEventsAreLostOrDoubled() throws EngineException {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      engine.clear();
      told.clear();
      ContainerInventory fresh =
          new ContainerInventory(inspector, change -> told.add(text(change)), () -> now);
      List<EngineEvent> queue = new ArrayList<>();
      boolean runs = false;
      for (int second = 1; second < 40; second++) {
        if (random.nextInt(3) == 0) {
          runs = !runs;
          if (runs) {
            running(A, second);
          } else {
            engine.computeIfPresent(
                A, (id, f) -> facts(id, "n", OptionalInt.empty(), f.startedAt()));
          }
          now = at(second).plusMillis(5);
          queue.add(new EngineEvent("container", runs ? "start" : "die", A, Map.of(), now));
        }
        while (!queue.isEmpty() && random.nextInt(4) != 0) {
          EngineEvent event = random.nextInt(5) == 0 ? queue.getFirst() : queue.removeFirst();
          if (random.nextInt(6) != 0) {
            fresh.event(event);
          }
        }
      }
      for (EngineEvent event : queue) {
        fresh.event(event);
      }
      List<ContainerSummary> all =
          engine.containsKey(A)
              ? List.of(new ContainerSummary(A, "n", runs ? "running" : "exited"))
              : List.of();
      fresh.reconcile(all, true);
      boolean open = false;
      for (String line : told) {
        if (line.startsWith("started")) {
          assertThat(open).as("seed %d: %s", seed, told).isFalse();
          open = true;
        } else if (line.startsWith("ended")) {
          assertThat(open).as("seed %d: %s", seed, told).isTrue();
          open = false;
        }
      }
      assertThat(open).as("seed %d: %s", seed, told).isEqualTo(runs);
      if (runs) {
        String pid = " pid " + inspect(A).orElseThrow().pid().getAsInt();
        assertThat(told.stream().filter(l -> l.startsWith("started")).toList())
            .as("seed %d", seed)
            .last()
            .asString()
            .endsWith(pid);
      }
    }
  }
}
