package dev.sekisho.manager.console;

import dev.sekisho.manager.console.EventsView.Chip;
import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.manager.store.EventPage;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts the list of events together.
 *
 * @param reader who reads
 * @param events the store
 * @param situation names of hosts and controls, and counts
 * @param conditions which events, by the name of the parameter; empty ones are left out
 */
record EventsPage(
    Reader reader, Events events, Situation situation, Map<String, String> conditions) {
  static final List<String> PARAMETERS =
      List.of("q", "outcome", "control", "host", "workload", "policy", "since");

  private static final int PAGE = 50;
  private static final int COUNTED = 500;

  EventsPage {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : PARAMETERS) {
      String value = conditions.getOrDefault(name, "").strip();
      if (!value.isEmpty()) {
        given.put(
            name, value.substring(0, Math.min(value.length(), EventFilter.MAXIMUM_TEXT_LENGTH)));
      }
    }
    conditions = given;
  }

  EventsView view(OptionalLong before, Optional<StoredDecision> open) {
    EventPage page = events.page(filter(conditions), before, PAGE);
    String query = Address.of("").with(conditions).text();
    List<EventRow> rows =
        EventRow.folded(
            page.items().stream()
                .map(
                    s ->
                        EventRow.of(
                            reader, s, query, open.map(o -> o.id() == s.id()).orElse(false)))
                .toList());
    long newest = page.items().stream().mapToLong(StoredDecision::id).max().orElse(0);
    Wider wider = page.items().isEmpty() ? wider() : new Wider("", "", "");
    return new EventsView(
        reader.rich(
            "events.lede",
            day().count(Outcome.BLOCKED),
            day().count(Outcome.WOULD),
            day().count(Outcome.THROUGH)),
        conditions.getOrDefault("q", ""),
        filters(),
        kept(),
        chips(),
        rows,
        newest,
        address("/events/new", conditions).with("after", "" + newest).text(),
        address("/events", conditions).text(),
        before.isEmpty(),
        page.next().isPresent()
            ? address("/events", conditions).with("before", "" + page.next().getAsLong()).text()
            : "",
        open.map(o -> EventView.of(reader, o, address("/events", conditions).text())),
        !conditions.isEmpty(),
        wider.why(),
        wider.label(),
        wider.address());
  }

  NewEvents newer(long after) {
    int count = events.newer(filter(conditions), after, COUNTED);
    return new NewEvents(count, address("/events", conditions).text());
  }

  /** What restricts the search, as the store wants it. */
  EventFilter filter(Map<String, String> by) {
    Optional<Outcome> outcome = Optional.ofNullable(by.get("outcome")).flatMap(Outcome::named);
    Set<Action> actions = outcome.map(Outcome::actions).orElse(Set.of());
    Set<String> kinds =
        outcome.filter(o -> o == Outcome.NOTICE).map(o -> Set.of("notice")).orElse(Set.of());
    return new EventFilter(
        Optional.ofNullable(by.get("host")),
        Optional.ofNullable(by.get("workload")),
        Optional.ofNullable(by.get("policy")),
        Optional.ofNullable(by.get("control")),
        actions,
        Set.of(),
        kinds,
        Optional.ofNullable(by.get("since")).flatMap(this::since),
        Optional.empty(),
        Optional.ofNullable(by.get("q")),
        outcome.isEmpty() && by.get("q") == null);
  }

  private Optional<Instant> since(String text) {
    return switch (text) {
      case "1h" -> Optional.of(reader.now().minus(Duration.ofHours(1)));
      case "24h" -> Optional.of(reader.now().minus(Duration.ofHours(24)));
      case "7d" -> Optional.of(reader.now().minus(Duration.ofDays(7)));
      default -> Optional.empty();
    };
  }

  private Situation day() {
    return situation.since(reader.now().minus(Duration.ofHours(24)));
  }

  private List<Filter> filters() {
    List<Choice> outcomes =
        choices(
            "outcome",
            List.of("blocked", "would", "through", "passed", "notice"),
            tag -> reader.say("outcome." + tag));
    List<Choice> controls = choices("control", Protection.ORDER, reader::control);
    List<Choice> hosts =
        choices(
            "host",
            situation.hosts().stream().map(host -> host.host().id()).toList(),
            this::hostName);
    List<Choice> since =
        choices("since", List.of("1h", "24h", "7d"), tag -> reader.say("since." + tag));
    return List.of(
        new Filter("outcome", reader.say("filter.outcome"), outcomes),
        new Filter("control", reader.say("filter.control"), controls),
        new Filter("host", reader.say("hosts.host"), hosts),
        new Filter("since", reader.say("filter.since"), since));
  }

  private List<Choice> choices(String name, List<String> values, Function<String, String> label) {
    String current = conditions.getOrDefault(name, "");
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", reader.say("filter.any-" + name), current.isEmpty()));
    values.forEach(
        value -> choices.add(new Choice(value, label.apply(value), value.equals(current))));
    return choices;
  }

  /** Conditions that no selection shows: they came with a link. */
  private List<EventsView.Kept> kept() {
    return conditions.entrySet().stream()
        .filter(e -> e.getKey().equals("workload") || e.getKey().equals("policy"))
        .map(e -> new EventsView.Kept(e.getKey(), e.getValue()))
        .toList();
  }

  private List<Chip> chips() {
    return conditions.keySet().stream()
        .map(name -> new Chip(label(name), address("/events", without(name)).text()))
        .toList();
  }

  private String label(String name) {
    String value = conditions.getOrDefault(name, "");
    return switch (name) {
      case "outcome" ->
          Outcome.named(value).map(outcome -> reader.say(outcome.key())).orElse(Inert.line(value));
      case "control" -> reader.control(Inert.line(value));
      case "host" -> hostName(value);
      case "workload" -> workloadName(value);
      case "since" ->
          List.of("1h", "24h", "7d").contains(value)
              ? reader.say("since." + value)
              : Inert.line(value);
      default -> Inert.line(value);
    };
  }

  private String hostName(String id) {
    return situation.hosts().stream()
        .filter(host -> host.host().id().equals(id))
        .map(host -> Inert.line(host.host().logicalName()))
        .findFirst()
        .orElse(Inert.line(id));
  }

  private String workloadName(String id) {
    return situation.protections().stream()
        .filter(p -> p.workload().id().equals(id))
        .map(p -> Inert.line(p.workload().name()))
        .findFirst()
        .orElse(Inert.middle(Inert.line(id), 20));
  }

  /** Where nothing matches: which one condition keeps the most away. */
  private record Wider(String why, String label, String address) {}

  private Wider wider() {
    String best = "";
    int most = 0;
    for (String name : conditions.keySet()) {
      int count = events.newer(filter(without(name)), 0, COUNTED);
      if (count > most) {
        best = name;
        most = count;
      }
    }
    if (best.isEmpty()) {
      return new Wider(
          reader.say("events.none-match-any", conditions.size()),
          reader.say("filter.clear"),
          "/events");
    }
    Object shown = most < COUNTED ? most : reader.say("events.count-many", most);
    return new Wider(
        reader.say("events.none-match-why", conditions.size(), shown, label(best)),
        reader.say("events.without", label(best)),
        address("/events", without(best)).text());
  }

  private Map<String, String> without(String name) {
    Map<String, String> rest = new LinkedHashMap<>(conditions);
    rest.remove(name);
    return rest;
  }

  private static Address address(String path, Map<String, String> conditions) {
    return Address.of(path).with(conditions);
  }
}
