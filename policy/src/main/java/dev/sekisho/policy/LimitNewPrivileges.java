package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;

/**
 * Containers in which setuid programs still give privileges: those started without {@code
 * no-new-privileges}.
 *
 * <p>Join: it holds if any policy asks for it.
 */
public record LimitNewPrivileges() implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "limitNewPrivileges";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return StartOnly.of(event)
        .filter(configuration -> !configuration.noNewPrivileges())
        .map(
            configuration ->
                new Match(
                    NAME,
                    List.of(),
                    Phrase.of("fact.new-privileges"),
                    List.of(Phrase.of("pass.new-privileges")),
                    Mode.ENFORCE));
  }
}
