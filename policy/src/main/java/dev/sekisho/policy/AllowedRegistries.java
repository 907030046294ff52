package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.List;
import java.util.Optional;

/**
 * Where images may come from. The name under which an image is run proves nothing, because anyone
 * can tag one; what counts is from which registry the engine knows its digest.
 *
 * <p>Join: every list must match.
 *
 * @param registries {@code registry}, or {@code registry/repository} with wildcards
 * @param local whether images may run that were never pulled from or pushed to a registry
 */
public record AllowedRegistries(List<PathPattern> registries, boolean local) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "allowedRegistries";

  public AllowedRegistries {
    registries = List.copyOf(registries);
    if (registries.isEmpty() && !local) {
      throw new IllegalArgumentException("allowedRegistries without a registry");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return StartOnly.of(event).flatMap(this::judge);
  }

  private Optional<Match> judge(ContainerConfiguration configuration) {
    ContainerConfiguration.Source image = configuration.image();
    if (!image.known()) {
      return Optional.of(match(image, Phrase.of("fact.registries.unknown", image.reference())));
    }
    if (image.repositories().isEmpty()) {
      return local
          ? Optional.empty()
          : Optional.of(match(image, Phrase.of("fact.registries.local", image.reference())));
    }
    return image.repositories().stream().anyMatch(this::allows)
        ? Optional.empty()
        : Optional.of(
            match(
                image,
                Phrase.of(
                    "fact.registries",
                    image.reference(),
                    String.join(", ", image.repositories()))));
  }

  private boolean allows(String repository) {
    String registry = repository.substring(0, Math.max(0, repository.indexOf('/')));
    return registries.stream()
        .anyMatch(pattern -> pattern.matches(repository) || pattern.matches(registry));
  }

  private Match match(ContainerConfiguration.Source image, Phrase fact) {
    return new Match(
        registries.isEmpty()
            ? "local"
            : "registries: "
                + String.join(", ", registries.stream().map(PathPattern::text).toList()),
        image.repositories().isEmpty() ? List.of(image.reference()) : image.repositories(),
        fact,
        image.repositories().isEmpty()
            ? List.of(Phrase.of("pass.registries.local"))
            : List.of(Phrase.of("pass.registries.add", String.join(", ", image.repositories()))),
        // What could not be asked for may be in order: it is shown and not stopped.
        image.known() ? Mode.ENFORCE : Mode.AUDIT);
  }
}
