package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;

/**
 * The OCI runtimes that may run containers, by the engine's names for them. One that is not listed
 * may be one that no gate stands before.
 *
 * <p>Join: every list must match.
 *
 * @param names such as {@code runc}
 */
public record AllowedRuntimes(List<String> names) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "allowedRuntimes";

  public AllowedRuntimes {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("allowedRuntimes without a name");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return StartOnly.of(event)
        .filter(configuration -> !names.contains(configuration.runtime()))
        .map(
            configuration ->
                new Match(
                    "names: " + String.join(", ", names),
                    List.of(configuration.runtime()),
                    Phrase.of("fact.runtimes", configuration.runtime()),
                    List.of(
                        Phrase.of("pass.runtimes.other", String.join(", ", names)),
                        Phrase.of("pass.runtimes.add", configuration.runtime())),
                    Mode.ENFORCE));
  }
}
