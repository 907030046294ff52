package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Known vulnerabilities that an image must not have. One counts if it is as severe as said, meets
 * each further condition that is set, and is older than the days of grace; one that is known to be
 * exploited counts whatever the other conditions are, where that is asked for. One that nobody has
 * rated is below low.
 *
 * <p>Join: an image passes only if it passes every policy.
 *
 * @param severity the least that counts
 * @param fixable whether only what has a fixed version counts
 * @param graceDays how long after publication it does not count yet; what has no date counts
 * @param exploited whether what CISA lists counts in any case
 * @param exploitPercent the least EPSS in percent that counts; empty for any
 * @param advisoryDays how old the advisories may be; empty for any age
 */
public record Vulnerabilities(
    Severity severity,
    boolean fixable,
    int graceDays,
    boolean exploited,
    OptionalInt exploitPercent,
    OptionalInt advisoryDays)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "vulnerabilities";

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
    return ScanOnly.of(event).flatMap(this::judge);
  }

  private Optional<Match> judge(ImageFact fact) {
    return switch (fact.kind()) {
      case VULNERABILITY -> vulnerability(fact);
      case ADVISORIES -> advisories(fact);
      case MALWARE, SECRET, MISCONFIGURATION, PACKAGE, USER, LABELS, BASE_IMAGES ->
          Optional.empty();
    };
  }

  private Optional<Match> vulnerability(ImageFact fact) {
    if (exploited && fact.exploited()) {
      return Optional.of(match("exploited", fact, "fact.vulnerability.exploited"));
    }
    boolean counts =
        fact.severity().orElse(Severity.NONE).compareTo(severity) >= 0
            && (!fixable || !fact.fixedVersion().isEmpty())
            && (fact.ageDays() < 0 || fact.ageDays() >= graceDays)
            && (exploitPercent.isEmpty()
                || fact.exploitProbability() * 100 >= exploitPercent.getAsInt());
    return counts
        ? Optional.of(match("severity: " + word(severity), fact, "fact.vulnerability"))
        : Optional.empty();
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static Match match(String rule, ImageFact fact, String key) {
    List<Phrase> pass = new ArrayList<>();
    if (!fact.fixedVersion().isEmpty()) {
      pass.add(Phrase.of("pass.vulnerability.update", fact.subject(), fact.fixedVersion()));
    }
    pass.add(Phrase.of("pass.vulnerability.exception", fact.id()));
    return new Match(
        rule,
        List.of(fact.id()),
        Phrase.of(key, fact.id(), fact.subject(), word(fact.severity().orElse(Severity.NONE))),
        pass,
        Mode.ENFORCE);
  }

  private Optional<Match> advisories(ImageFact fact) {
    return advisoryDays.isPresent() && fact.ageDays() > advisoryDays.getAsInt()
        ? Optional.of(
            new Match(
                "advisoryDays: " + advisoryDays.getAsInt(),
                List.of(),
                Phrase.of("fact.advisories.old", String.valueOf(fact.ageDays())),
                List.of(Phrase.of("pass.advisories.update")),
                Mode.ENFORCE))
        : Optional.empty();
  }
}
