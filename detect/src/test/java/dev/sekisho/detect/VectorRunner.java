package dev.sekisho.detect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the core what a vector asks. */
final class VectorRunner {
  private VectorRunner() {}

  /** {@code none}, or the names of the algorithms that spoke, in their order, joined by commas. */
  static String verdict(JsonNode vector) {
    Inputs inputs = new Inputs();
    vector
        .path("inputs")
        .forEach(value -> inputs.add(new Input(Input.Source.PARAMETER, "p", value.asText())));
    Detection detection = check(vector, vector.path("text").asText(), inputs);
    return detection.isAttack()
        ? detection.hits().stream()
            .map(hit -> hit.algorithm().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","))
        : "none";
  }

  private static Detection check(JsonNode vector, String text, Inputs inputs) {
    String sink = vector.path("sink").asText();
    return switch (sink) {
      case "sql" ->
          SqlInjection.check(
              text,
              SqlDialect.valueOf(vector.path("dialect").asText("ansi").toUpperCase(Locale.ROOT)),
              inputs,
              algorithms(vector));
      default -> throw new IllegalArgumentException("sink " + sink);
    };
  }

  private static Set<Algorithm> algorithms(JsonNode vector) {
    Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    vector
        .path("algorithms")
        .forEach(name -> algorithms.add(Algorithm.valueOf(name.asText().toUpperCase(Locale.ROOT))));
    return algorithms.isEmpty() ? SqlInjection.DEFAULT : algorithms;
  }
}
