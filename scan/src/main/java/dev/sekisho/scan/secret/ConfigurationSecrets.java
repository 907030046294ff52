package dev.sekisho.scan.secret;

import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Secrets in what an image says of itself: variables, labels, command lines and history. */
public final class ConfigurationSecrets {
  private static final String PLACE = "image-configuration/";

  private final SecretRules rules;
  private final List<Finding> found = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  private ConfigurationSecrets(SecretRules rules) {
    this.rules = rules;
  }

  /** Looks through a configuration; the findings lie in the configuration itself. */
  public static List<Finding> of(ImageConfiguration configuration, SecretRules rules) {
    ConfigurationSecrets search = new ConfigurationSecrets(rules);
    search.look("environment", lines(configuration.environment()));
    search.look("labels", lines(configuration.labels()));
    search.look("command", List.of(String.join(" ", configuration.entrypoint())));
    search.look("command", List.of(String.join(" ", configuration.command())));
    search.look("healthcheck", List.of(String.join(" ", configuration.healthcheck())));
    search.look("onbuild", configuration.onBuild());
    search.look(
        "history",
        configuration.history().stream()
            .flatMap(step -> List.of(step.createdBy(), step.comment()).stream())
            .toList());
    return search.found;
  }

  private static List<String> lines(Map<String, String> pairs) {
    List<String> lines = new ArrayList<>();
    pairs.forEach((name, value) -> lines.add(name + "=" + value));
    return lines;
  }

  private void look(String place, List<String> lines) {
    String text = String.join("\n", lines);
    if (text.isBlank()) {
      return;
    }
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    for (Finding.Secret secret : SecretInspector.text(rules, PLACE + place, bytes)) {
      // A variable stands in the history too.
      if (known.add(secret.id() + secret.redacted())) {
        found.add(
            new Finding.Secret(
                secret.id(),
                secret.title(),
                secret.severity(),
                Location.of(""),
                secret.redacted()));
      }
    }
  }
}
