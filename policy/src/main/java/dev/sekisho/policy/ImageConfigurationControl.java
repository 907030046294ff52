package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What an image must be like: whom it runs as, what it says of itself, what it is made from and of.
 *
 * <p>Join: an image passes only if it passes every policy.
 *
 * @param nonRoot whether it must run as a user other than root
 * @param labels keys that it must have
 * @param baseImages what it may be made from, as its label {@code
 *     org.opencontainers.image.base.name} says; empty for anything
 * @param packages names or package URLs that must not be in it
 * @param licences of packages that must not be in it, as SPDX names them
 * @param checks the least severity of a misconfiguration that counts; empty for none
 */
public record ImageConfigurationControl(
    boolean nonRoot,
    List<String> labels,
    List<PathPattern> baseImages,
    List<PathPattern> packages,
    List<PathPattern> licences,
    Optional<Severity> checks)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "imageConfiguration";

  public ImageConfigurationControl {
    labels = List.copyOf(labels);
    baseImages = List.copyOf(baseImages);
    packages = List.copyOf(packages);
    licences = List.copyOf(licences);
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
    return ScanOnly.of(event).flatMap(this::judge);
  }

  private Optional<Match> judge(ImageFact fact) {
    return switch (fact.kind()) {
      case USER -> user(fact);
      case LABELS -> labels(fact);
      case BASE_IMAGES -> base(fact);
      case PACKAGE -> component(fact);
      case MISCONFIGURATION -> misconfiguration(fact);
      case VULNERABILITY, MALWARE, SECRET, ADVISORIES -> Optional.empty();
    };
  }

  private static Optional<Match> match(
      String rule, List<String> elements, Phrase fact, Phrase... pass) {
    return Optional.of(new Match(rule, elements, fact, List.of(pass), Mode.ENFORCE));
  }

  private Optional<Match> user(ImageFact fact) {
    String name = fact.id().split(":", 2)[0];
    boolean isRoot = name.isEmpty() || name.equals("root") || name.matches("0+");
    return nonRoot && isRoot
        ? match(
            "nonRoot",
            List.of(),
            Phrase.of("fact.image.root", fact.id().isEmpty() ? "root" : fact.id()),
            Phrase.of("pass.image.user"))
        : Optional.empty();
  }

  private Optional<Match> labels(ImageFact fact) {
    TreeSet<String> missing = new TreeSet<>(labels);
    fact.values().forEach(missing::remove);
    String names = String.join(", ", missing);
    return missing.isEmpty()
        ? Optional.empty()
        : match(
            "labels: " + names,
            List.copyOf(missing),
            Phrase.of("fact.image.labels", names),
            Phrase.of("pass.image.labels", names));
  }

  private Optional<Match> base(ImageFact fact) {
    if (baseImages.isEmpty()) {
      return Optional.empty();
    }
    boolean isAllowed =
        fact.values().stream()
            .anyMatch(name -> baseImages.stream().anyMatch(pattern -> pattern.matches(name)));
    String allowed = String.join(", ", baseImages.stream().map(PathPattern::text).toList());
    if (isAllowed) {
      return Optional.empty();
    }
    return match(
        "baseImages: " + allowed,
        fact.values(),
        fact.values().isEmpty()
            ? Phrase.of("fact.image.base.unknown")
            : Phrase.of("fact.image.base", String.join(", ", fact.values())),
        Phrase.of("pass.image.base", allowed));
  }

  private Optional<Match> component(ImageFact fact) {
    for (PathPattern pattern : packages) {
      if (pattern.matches(fact.id()) || pattern.matches(fact.subject())) {
        return match(
            "packages: " + pattern.text(),
            List.of(fact.id()),
            Phrase.of("fact.image.package", fact.subject()),
            Phrase.of("pass.image.without", fact.subject()));
      }
    }
    for (PathPattern pattern : licences) {
      for (String licence : fact.values()) {
        if (pattern.matches(licence)) {
          return match(
              "licences: " + pattern.text(),
              List.of(fact.id()),
              Phrase.of("fact.image.licence", fact.subject(), licence),
              Phrase.of("pass.image.without", fact.subject()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Match> misconfiguration(ImageFact fact) {
    boolean counts =
        checks.isPresent() && fact.severity().orElse(Severity.NONE).compareTo(checks.get()) >= 0;
    return counts
        ? match(
            "checks: " + checks.get().name().toLowerCase(Locale.ROOT),
            List.of(fact.id()),
            Phrase.of("fact.image.check", fact.id(), fact.subject()),
            Phrase.of("pass.image.check", fact.id()))
        : Optional.empty();
  }
}
