package dev.sekisho.manager.console;

import dev.sekisho.manager.console.OverviewView.BarPart;
import dev.sekisho.manager.console.OverviewView.LevelCount;
import dev.sekisho.manager.console.OverviewView.OutcomeFigure;
import dev.sekisho.manager.console.OverviewView.ToDo;
import dev.sekisho.manager.store.HostState;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the first page into words: the worst true statement first. */
final class OverviewPage {
  private static final int LATEST = 8;
  private static final int WEAKEST = 5;
  private static final int NAMES = 3;

  private final Reader reader;
  private final Situation situation;
  private final Period period;

  OverviewPage(Reader reader, Situation situation, Period period) {
    this.reader = reader;
    this.situation = situation;
    this.period = period;
  }

  /** A span of time that the page looks at. */
  enum Period {
    DAY("24h", Duration.ofHours(1), 24),
    WEEK("7d", Duration.ofHours(6), 28);

    private final String value;
    private final Duration bar;
    private final int bars;

    Period(String value, Duration bar, int bars) {
      this.value = value;
      this.bar = bar;
      this.bars = bars;
    }

    static Period of(String value) {
      return value.equals(WEEK.value) ? WEEK : DAY;
    }

    String value() {
      return value;
    }

    /** Where its first bar begins, so that the last one holds now. */
    Instant since(Instant now) {
      return now.truncatedTo(ChronoUnit.HOURS)
          .plus(Duration.ofHours(1))
          .minus(bar.multipliedBy(bars));
    }
  }

  OverviewView view() {
    Map<Level, Long> levels = situation.levels();
    long controls = levels.values().stream().mapToLong(Long::longValue).sum();
    return new OverviewView(
        headline(),
        lede(levels, controls),
        periods(),
        situation.protections().size(),
        situation.covered(),
        situation.inMode(Mode.ENFORCE),
        situation.inMode(Mode.AUDIT),
        controls,
        holding(levels),
        bar(levels, controls),
        levels.entrySet().stream().map(e -> new LevelCount(e.getKey(), e.getValue())).toList(),
        levelSentence(levels),
        reader.say("overview.stopped." + period.value()),
        outcomes(),
        TrendChart.of(
            reader, situation.hours(), period.since(reader.now()), period.bar, period.bars),
        latest(),
        weakest(),
        todo());
  }

  private Markup headline() {
    List<Protection> broken =
        situation.protections().stream()
            .filter(p -> p.notHolding().stream().anyMatch(a -> a.level() != Level.DETECT_ONLY))
            .toList();
    if (!broken.isEmpty()) {
      Protection worst = broken.getFirst();
      Assurance control = worst.notHolding().getFirst();
      long others = broken.stream().mapToLong(p -> p.notHolding().size()).sum() - 1;
      return reader.rich(
          others == 0 ? "overview.head.broken" : "overview.head.broken-more",
          reader.control(control.control()),
          name(worst),
          others);
    }
    if (situation.count(Outcome.THROUGH) > 0) {
      return reader.rich("overview.head.through", situation.count(Outcome.THROUGH));
    }
    if (situation.hosts().stream().allMatch(h -> h.status() == HostState.Status.REVOKED)) {
      return reader.rich("overview.head.no-host");
    }
    if (!situation.late().isEmpty()) {
      return reader.rich("overview.head.late", situation.late().size());
    }
    if (situation.protections().isEmpty()) {
      return reader.rich("overview.head.no-workload");
    }
    if (!situation.uncovered().isEmpty()) {
      return reader.rich("overview.head.uncovered", situation.uncovered().size());
    }
    return situation.inMode(Mode.ENFORCE) == 0
        ? reader.rich("overview.head.audit-only", situation.protections().size())
        : reader.rich("overview.head.well", situation.inMode(Mode.ENFORCE));
  }

  private Markup lede(Map<Level, Long> levels, long controls) {
    if (situation.hosts().isEmpty()) {
      return reader.rich("overview.lede.no-host");
    }
    return reader.rich(
        "overview.lede." + period.value(),
        holding(levels),
        controls,
        situation.count(Outcome.BLOCKED),
        situation.count(Outcome.WOULD));
  }

  private static long holding(Map<Level, Long> levels) {
    return levels.getOrDefault(Level.PROVED, 0L) + levels.getOrDefault(Level.CLAIMED, 0L);
  }

  private List<Choice> periods() {
    List<Choice> choices = new ArrayList<>();
    for (Period each : Period.values()) {
      choices.add(new Choice(each.value(), reader.say("period." + each.value()), each == period));
    }
    return choices;
  }

  /** Surest first, so that the weak end stands alone on the right. */
  private List<BarPart> bar(Map<Level, Long> levels, long controls) {
    List<BarPart> parts = new ArrayList<>();
    int x = 0;
    for (Level level :
        List.of(Level.PROVED, Level.CLAIMED, Level.DETECT_ONLY, Level.NOT_POSSIBLE, Level.FAILED)) {
      long count = levels.getOrDefault(level, 0L);
      if (count > 0) {
        int width = (int) Math.max(6, Math.round(1000.0 * count / controls));
        parts.add(new BarPart(reader.tag(level), x, Math.min(width, Math.max(6, 1000 - x))));
        x += width;
      }
    }
    return parts;
  }

  private String levelSentence(Map<Level, Long> levels) {
    List<String> parts = new ArrayList<>();
    levels.forEach((level, count) -> parts.add(reader.level(level) + " " + reader.number(count)));
    return String.join(", ", parts);
  }

  private List<OutcomeFigure> outcomes() {
    return java.util.stream.Stream.of(Outcome.BLOCKED, Outcome.WOULD, Outcome.THROUGH)
        .map(outcome -> new OutcomeFigure(outcome, situation.count(outcome)))
        .toList();
  }

  private List<EventRow> latest() {
    List<EventRow> rows =
        situation.newest().stream().map(s -> EventRow.of(reader, s, "", false)).toList();
    return EventRow.folded(rows).stream().limit(LATEST).toList();
  }

  private List<WorkloadRow> weakest() {
    RecentCounts counts = new RecentCounts(situation.newest());
    return situation.protections().stream()
        .limit(WEAKEST)
        .map(p -> WorkloadRow.of(reader, p, counts, List.of()))
        .toList();
  }

  private List<ToDo> todo() {
    List<ToDo> todo = new ArrayList<>();
    if (situation.hosts().isEmpty()) {
      todo.add(todo(true, "enrol", "/hosts/enrol", "todo.enrol.action"));
    }
    addBroken(todo);
    for (HostState host : situation.late()) {
      todo.add(
          todo(
              true,
              "late",
              Address.host(host.host().id()),
              "todo.open-host",
              Inert.line(host.host().logicalName()),
              host.seenAt().map(reader::since).orElse(Markup.text("–"))));
    }
    addThrough(todo);
    addUncovered(todo);
    addLost(todo);
    if (!situation.protections().isEmpty()) {
      addReadyForEnforce(todo);
    }
    return todo.stream().limit(6).toList();
  }

  private void addBroken(List<ToDo> todo) {
    situation.protections().stream()
        .filter(p -> !p.notHolding().isEmpty())
        .limit(NAMES)
        .forEach(
            p -> {
              Assurance worst = p.notHolding().getFirst();
              todo.add(
                  todo(
                      worst.level() != Level.DETECT_ONLY,
                      "broken." + reader.tag(worst.level()),
                      Address.workload(p.workload()),
                      "todo.open-workload",
                      reader.control(worst.control()),
                      name(p),
                      worst.why().map(reader::phrase).orElse(Markup.text(""))));
            });
  }

  private void addThrough(List<ToDo> todo) {
    long through = situation.count(Outcome.THROUGH);
    if (through > 0) {
      todo.add(todo(true, "through", "/events?outcome=through", "todo.see-events", through));
    }
  }

  private void addUncovered(List<ToDo> todo) {
    List<Protection> uncovered = situation.uncovered();
    if (!uncovered.isEmpty()) {
      List<String> links =
          uncovered.stream()
              .limit(NAMES)
              .map(p -> Markup.link(Address.workload(p.workload()), name(p)).html())
              .toList();
      String rest = uncovered.size() > NAMES ? " …" : "";
      todo.add(
          todo(
              false,
              "uncovered",
              "/policies",
              "todo.uncovered.action",
              uncovered.size(),
              new Markup(String.join(", ", links) + rest)));
    }
  }

  private void addLost(List<ToDo> todo) {
    situation.hosts().stream()
        .filter(host -> Situation.lost(host) > 0)
        .limit(1)
        .forEach(
            host ->
                todo.add(
                    todo(
                        false,
                        "lost",
                        Address.host(host.host().id()),
                        "todo.open-host",
                        Inert.line(host.host().logicalName()),
                        Situation.lost(host))));
  }

  private void addReadyForEnforce(List<ToDo> todo) {
    RecentCounts counts = new RecentCounts(situation.newest());
    situation.policies().stream()
        .filter(
            policy ->
                policy.enabled()
                    && policy.kind() == StoredPolicy.Kind.POLICY
                    && policy.mode() == Mode.AUDIT)
        .limit(2)
        .forEach(
            policy ->
                todo.add(
                    todo(
                        false,
                        "enforce",
                        Address.policy(policy.name()),
                        "todo.enforce.action",
                        Inert.line(policy.name()),
                        counts.ofPolicy(policy.name(), Outcome.WOULD),
                        reader.day(policy.activatedAt()))));
  }

  private ToDo todo(boolean urgent, String key, String address, String action, Object... values) {
    return new ToDo(
        urgent,
        reader.rich("todo." + key, values),
        reader.rich("todo." + key + "-why", values),
        address,
        action);
  }

  private static String name(Protection protection) {
    return Inert.middle(Inert.line(protection.workload().name()), 60);
  }
}
