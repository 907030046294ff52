package dev.sekisho.manager.api;

import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.model.Action;
import dev.sekisho.model.Mode;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filter of events as query parameters. */
public class EventParameters {
  @QueryParam("host")
  @Nullable String host;

  @QueryParam("workload")
  @Nullable String workload;

  @QueryParam("policy")
  @Nullable String policy;

  @QueryParam("control")
  @Nullable String control;

  @QueryParam("action")
  @Nullable List<String> actions;

  @QueryParam("mode")
  @Nullable List<String> modes;

  @QueryParam("kind")
  @Nullable List<String> kinds;

  @QueryParam("since")
  @Nullable String since;

  @QueryParam("until")
  @Nullable String until;

  @QueryParam("q")
  @Nullable String q;

  @QueryParam("flagged")
  boolean flagged;

  EventFilter filter() {
    return new EventFilter(
        text(host),
        text(workload),
        text(policy),
        text(control),
        choice("action", actions, Action::valueOf),
        choice("mode", modes, Mode::valueOf),
        words(kinds),
        instant("since", since),
        instant("until", until),
        text(q),
        flagged);
  }

  private static Optional<String> text(@Nullable String value) {
    return Optional.ofNullable(value).filter(v -> !v.isBlank());
  }

  private static Optional<Instant> instant(String name, @Nullable String value) {
    try {
      return text(value).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          name + ": expected a time such as 2026-11-23T14:31:52Z", e);
    }
  }

  private static Set<String> words(@Nullable List<String> values) {
    return values == null
        ? Set.of()
        : values.stream()
            .flatMap(v -> Arrays.stream(v.split(",", -1)))
            .map(String::strip)
            .filter(v -> !v.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static <T> Set<T> choice(
      String name, @Nullable List<String> values, Function<String, T> constant) {
    Set<T> chosen = new LinkedHashSet<>();
    for (String word : words(values)) {
      try {
        chosen.add(constant.apply(word.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": there is no " + word, e);
      }
    }
    return chosen;
  }
}
