package dev.sekisho.scan.vex;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Finding.Status;
import dev.sekisho.scan.format.MalformedException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Statements of an OpenVEX document, versions 0.0.1 and 0.2.0. */
final class OpenVex {
  private OpenVex() {}

  static List<Statement> statements(JsonNode document, String file) throws MalformedException {
    List<Statement> found = new ArrayList<>();
    Optional<Instant> made = instant(document.path("timestamp"));
    for (JsonNode each : document.path("statements")) {
      Set<String> ids = new HashSet<>();
      JsonNode vulnerability = each.path("vulnerability");
      add(ids, vulnerability);
      add(ids, vulnerability.path("name"));
      add(ids, vulnerability.path("@id"));
      vulnerability.path("aliases").forEach(alias -> add(ids, alias));
      List<Statement.Product> products = new ArrayList<>();
      List<String> shared = new ArrayList<>();
      each.path("subcomponents").forEach(part -> shared.addAll(names(part)));
      for (JsonNode product : each.path("products")) {
        List<String> parts = new ArrayList<>(shared);
        product.path("subcomponents").forEach(part -> parts.addAll(names(part)));
        names(product).forEach(name -> products.add(new Statement.Product(name, parts)));
      }
      String why = each.path("justification").asText(each.path("impact_statement").asText(""));
      Optional<Instant> own = instant(each.path("timestamp"));
      found.add(
          new Statement(
              ids,
              products,
              status(each.path("status").asText(), file),
              why,
              own.isPresent() ? own : made,
              file));
    }
    return found;
  }

  private static void add(Set<String> ids, JsonNode id) {
    if (id.isTextual() && !id.asText().isEmpty()) {
      String text = id.asText();
      ids.add(text);
      ids.add(text.substring(text.lastIndexOf('/') + 1));
    }
  }

  private static List<String> names(JsonNode product) {
    List<String> names = new ArrayList<>();
    if (product.isTextual()) {
      names.add(product.asText());
    }
    for (JsonNode name : List.of(product.path("@id"), product.path("identifiers").path("purl"))) {
      if (name.isTextual()) {
        names.add(name.asText());
      }
    }
    return names;
  }

  private static Status status(String text, String file) throws MalformedException {
    return switch (text) {
      case "not_affected" -> Status.NOT_AFFECTED;
      case "affected" -> Status.AFFECTED;
      case "fixed" -> Status.FIXED;
      case "under_investigation" -> Status.UNDER_INVESTIGATION;
      default -> throw new MalformedException(file + ": \"" + text + "\" is no status of OpenVEX");
    };
  }

  /** A time; empty if it is none. */
  static Optional<Instant> instant(JsonNode text) {
    try {
      return text.isTextual()
          ? Optional.of(java.time.OffsetDateTime.parse(text.asText()).toInstant())
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
