package dev.sekisho.manager.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.MovableClock;
import dev.sekisho.manager.Samples;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class EventsTest {
  @Inject TestClient http;
  @Inject Database database;
  @Inject EventIntake intake;
  @Inject Events events;
  @Inject Overview overview;
  @Inject Partitions partitions;
  @Inject MovableClock clock;

  private KnownHost host = new KnownHost(0, "not yet", "not yet", "not yet", "", Map.of(), "");

  @BeforeEach
  void aHostOfItsOwn() {
    http.ready();
    String id = UUID.randomUUID().toString();
    host =
        database.transaction(
            connection -> {
              Query.update(
                  connection,
                  "insert into hosts (id, name, logical_name, group_name, labels, machine_id,"
                      + " version, enrolled_at, enrolled_by) values (?, 'n', ?, '', '{}', ?, '', ?,"
                      + " 't')",
                  id,
                  "logical-" + id,
                  id,
                  Instant.now());
              return KnownHost.find(connection, id).orElseThrow();
            });
  }

  private Workload workload(String id) {
    return Samples.workload(host.id(), host.id() + id, "shop-" + id);
  }

  private void store(Decision... decisions) {
    assertThat(intake.submit(host, decisions[0].key().epoch(), List.of(decisions)).join())
        .isEqualTo(decisions[decisions.length - 1].key().sequence());
  }

  private List<Long> found(EventFilter filter) {
    return events.page(filter.withHost(host.id()), OptionalLong.empty(), 100).items().stream()
        .map(e -> e.decision().key().sequence())
        .toList();
  }

  private Decision recorded(long sequence, String... arguments) {
    return Samples.recorded(host.id(), 1, sequence, workload("a"), arguments);
  }

  private Decision denied(long sequence, String policy, String control) {
    return Samples.denied(host.id(), 1, sequence, workload("b"), policy, control);
  }

  @Test
  void eachFilterFindsItsEventsAndNoOthers() {
    store(
        recorded(1, "curl"), denied(2, "shop", "executableBlocklist"), denied(3, "base", "drift"));
    assertThat(found(EventFilter.ALL)).containsExactly(3L, 2L, 1L);
    assertThat(found(EventFilter.FLAGGED)).containsExactly(3L, 2L);
    assertThat(found(EventFilter.ALL.withWorkload(host.id() + "a"))).containsExactly(1L);
    assertThat(found(EventFilter.ALL.withWorkload("shop-b"))).containsExactly(3L, 2L);
    assertThat(found(EventFilter.ALL.withActions(Set.of(Action.DENIED)))).containsExactly(3L, 2L);
    assertThat(found(filter("shop", "", "", Set.of()))).containsExactly(2L);
    assertThat(found(filter("", "drift", "", Set.of()))).containsExactly(3L);
    assertThat(found(filter("", "", "CURL", Set.of()))).containsExactly(1L);
    assertThat(found(filter("", "", "busybox", Set.of()))).containsExactly(3L, 2L, 1L);
    assertThat(found(filter("", "", "", Set.of(Mode.NONE)))).containsExactly(1L);
    assertThat(found(filter("no such policy", "", "", Set.of()))).isEmpty();
  }

  @Test
  void sinceAndUntilAreTheTimesOfStoring() {
    store(recorded(1, "ls"));
    Instant at =
        events
            .page(EventFilter.ALL.withHost(host.id()), OptionalLong.empty(), 1)
            .items()
            .getFirst()
            .receivedAt();
    assertThat(found(between(at, at.plusMillis(1)))).containsExactly(1L);
    assertThat(found(between(at.minusSeconds(60), at))).isEmpty();
    assertThat(found(between(at.plusMillis(1), at.plusSeconds(60)))).isEmpty();
  }

  @Test
  void pagesFollowOneAnotherWithoutHoleOrRepetition() {
    List<Decision> many = new ArrayList<>();
    for (int i = 1; i <= 250; i++) {
      many.add(recorded(i, "ls", Integer.toString(i)));
    }
    store(many.toArray(Decision[]::new));
    List<Long> walked = new ArrayList<>();
    OptionalLong cursor = OptionalLong.empty();
    do {
      EventPage page = events.page(EventFilter.ALL.withHost(host.id()), cursor, 40);
      page.items().forEach(e -> walked.add(e.decision().key().sequence()));
      cursor = page.next();
    } while (cursor.isPresent());
    List<Long> expected = new ArrayList<>();
    for (long i = 250; i >= 1; i--) {
      expected.add(i);
    }
    assertThat(walked).isEqualTo(expected);
  }

  @Test
  void whatIsWrittenLikeSqlIsOnlyText() {
    store(denied(1, "x' or '1'='1", "drift"), recorded(2, "100%", "a_b"));
    List<String> attacks =
        List.of(
            "' or '1'='1",
            "'; drop table events; --",
            "%",
            "_",
            "\\",
            "\\'",
            "x') or true --",
            "{\"",
            "}",
            "$1",
            "?",
            "\u0000",
            "\ud800",
            "'::int");
    for (String attack : attacks) {
      for (EventFilter filter : everywhere(attack)) {
        assertThat(found(filter)).as("%s in %s", attack, filter).isIn(List.of(), List.of(2L));
      }
    }
    assertThat(found(filter("x' or '1'='1", "", "", Set.of()))).containsExactly(1L);
    assertThat(found(filter("", "", "%", Set.of()))).containsExactly(2L);
    assertThat(found(filter("", "", "_", Set.of()))).containsExactly(2L);
    assertThat(found(EventFilter.ALL)).containsExactly(2L, 1L);
  }

  private static List<EventFilter> everywhere(String text) {
    Optional<String> some = Optional.of(text);
    EventFilter all = EventFilter.ALL;
    return List.of(
        all.withWorkload(text),
        filter(text, "", "", Set.of()),
        filter("", text, "", Set.of()),
        filter("", "", text, Set.of()),
        new EventFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Set.of(some.get()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false));
  }

  @Test
  void hostileBytesComeBackAsTheyWereAsFarAsTextHoldsThem() {
    String hostile =
        "tab\t line\n cr\r \\. \\N back\\slash \"quote\" {1,2} <script> \u001b[2J \u202e 関所 🎌";
    store(recorded(1, hostile), recorded(2, "nul\0here", "lone\ud800surrogate"));
    var page = events.page(EventFilter.ALL.withHost(host.id()), OptionalLong.empty(), 10);
    assertThat(arguments(page.items().get(1))).containsExactly(hostile);
    assertThat(arguments(page.items().get(0)).getFirst()).isEqualTo("nul\0here");
  }

  private static List<String> arguments(StoredDecision stored) {
    return switch (stored.decision().event()) {
      case Event.ProcessStarted started -> started.arguments();
      default -> throw new AssertionError(stored);
    };
  }

  @Test
  void megabytesOfArgumentsAreShortenedAndSaySo() {
    store(recorded(1, "x".repeat(3 << 20), "y"));
    var found = events.page(EventFilter.ALL.withHost(host.id()), OptionalLong.empty(), 1).items();
    Event.ProcessStarted started = (Event.ProcessStarted) found.getFirst().decision().event();
    assertThat(started.argumentsCut()).isTrue();
    assertThat(started.arguments().getFirst()).hasSize(1001);
  }

  @Test
  void theSameSequenceInAnotherEpochIsAnotherDecision() {
    store(recorded(1, "a"), recorded(2, "b"));
    store(Samples.recorded(host.id(), 2, 1, workload("a"), "c"));
    assertThat(found(EventFilter.ALL)).containsExactly(1L, 2L, 1L);
    assertThat(events.one(new Decision.Key(host.id(), 2, 1))).isPresent();
    assertThat(events.one(new Decision.Key(host.id(), 3, 1))).isEmpty();
  }

  @Test
  void whatComesAgainDaysLaterIsStillKnown() {
    store(recorded(1, "a"), recorded(2, "b"));
    clock.ahead(
        Duration.ofDays(3), () -> store(recorded(1, "a"), recorded(2, "b"), recorded(3, "c")));
    assertThat(found(EventFilter.ALL)).containsExactly(3L, 2L, 1L);
  }

  @Test
  void aWrongOrderIsRefusedWhole() {
    assertThatThrownBy(() -> intake.submit(host, 1, List.of(recorded(2, "b"), recorded(1, "a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sequence above 2");
    assertThat(found(EventFilter.ALL)).isEmpty();
  }

  @Test
  void onlyNewEventsAreCountedAsNew() {
    store(recorded(1, "a"));
    long newest = events.newest();
    assertThat(events.newer(EventFilter.ALL.withHost(host.id()), newest, 10)).isZero();
    store(recorded(2, "a"), denied(3, "shop", "drift"));
    assertThat(events.newer(EventFilter.ALL.withHost(host.id()), newest, 10)).isEqualTo(2);
    assertThat(events.newer(EventFilter.FLAGGED.withHost(host.id()), newest, 10)).isEqualTo(1);
    assertThat(events.after(EventFilter.FLAGGED.withHost(host.id()), newest, 10)).hasSize(1);
  }

  @Test
  void theOverviewCountsWhatPoliciesSpokeOf() {
    String control = "control-" + host.id();
    store(denied(1, "shop", control), denied(2, "shop", control), recorded(3, "ls"));
    assertThat(overview.figures().hours())
        .filteredOn(h -> h.control().equals(control))
        .singleElement()
        .satisfies(h -> assertThat(h.count()).isEqualTo(2));
  }

  @Test
  void eventsPastTheirRetentionGoByTheDay() {
    database.transaction(
        connection -> {
          partitions.ensure(connection, EventId.first(Instant.now().minus(Duration.ofDays(10))));
          return true;
        });
    store(recorded(1, "ls"));
    assertThat(partitions.expire(Duration.ofDays(5))).hasSize(1);
    assertThat(partitions.expire(Duration.ofDays(5))).isEmpty();
    assertThat(found(EventFilter.ALL)).containsExactly(1L);
  }

  private static EventFilter between(Instant since, Instant until) {
    return new EventFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Set.of(),
        Set.of(),
        Optional.of(since),
        Optional.of(until),
        Optional.empty(),
        false);
  }

  private static EventFilter filter(String policy, String control, String text, Set<Mode> modes) {
    return new EventFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.of(policy).filter(p -> !p.isEmpty()),
        Optional.of(control).filter(c -> !c.isEmpty()),
        Set.of(),
        modes,
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(text).filter(t -> !t.isEmpty()),
        false);
  }
}
