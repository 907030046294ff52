package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Secrets that an image must not have, deleted files included.
 *
 * <p>Join: an image passes only if it passes every policy.
 *
 * @param severity the least that counts
 * @param allow ids of rules whose findings may be there
 */
public record Secrets(Severity severity, List<PathPattern> allow) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "secrets";

  public Secrets {
    allow = List.copyOf(allow);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Plane plane() {
    return Plane.BUILD;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return ScanOnly.of(event, ImageFact.Kind.SECRET)
        .filter(fact -> fact.severity().orElse(Severity.NONE).compareTo(severity) >= 0)
        .filter(fact -> allow.stream().noneMatch(pattern -> pattern.matches(fact.id())))
        .map(
            fact ->
                new Match(
                    "severity: " + severity.name().toLowerCase(Locale.ROOT),
                    List.of(fact.id()),
                    Phrase.of("fact.secret", fact.id(), fact.subject()),
                    List.of(
                        Phrase.of("pass.image.without", fact.subject()),
                        Phrase.of("pass.secret.allow", fact.id())),
                    Mode.ENFORCE));
  }
}
