package dev.sekisho.detect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
      case "shell" -> CommandExecution.check(text, Shell.POSIX, inputs);
      case "cmd" -> CommandExecution.check(text, Shell.CMD, inputs);
      case "path" -> FileAccess.check(text, inputs);
      case "ldap" -> LdapInjection.check(text, inputs);
      case "xpath" -> XPathInjection.check(text, inputs);
      case "expression" -> ExpressionInjection.check(text, inputs);
      case "jndi" -> JndiInjection.check(text, inputs);
      case "url" -> ServerSideRequestForgery.check(text, resolved(vector), inputs);
      case "redirect" ->
          OpenRedirect.check(text, vector.path("host").asText("shop.example"), inputs);
      case "xml" -> XmlExternalEntity.check(text);
      case "header" -> HeaderInjection.check(text, inputs);
      default -> throw new IllegalArgumentException("sink " + sink);
    };
  }

  private static List<String> resolved(JsonNode vector) {
    List<String> addresses = new ArrayList<>();
    vector.path("resolved").forEach(address -> addresses.add(address.asText()));
    return addresses;
  }

  private static Set<Algorithm> algorithms(JsonNode vector) {
    Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
    vector
        .path("algorithms")
        .forEach(name -> algorithms.add(Algorithm.valueOf(name.asText().toUpperCase(Locale.ROOT))));
    return algorithms.isEmpty() ? SqlInjection.DEFAULT : algorithms;
  }
}
