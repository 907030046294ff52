package dev.sekisho.scan.vex;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Finding.Status;
import dev.sekisho.scan.format.MalformedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Analyses of vulnerabilities in a bill of materials of CycloneDX. */
final class CycloneDxVex {
  private CycloneDxVex() {}

  static List<Statement> statements(JsonNode document, String file) throws MalformedException {
    Map<String, String> purls = new HashMap<>();
    collect(document.path("metadata").path("component"), purls);
    document.path("components").forEach(each -> collect(each, purls));
    Optional<Instant> made = OpenVex.instant(document.path("metadata").path("timestamp"));
    List<Statement> found = new ArrayList<>();
    for (JsonNode each : document.path("vulnerabilities")) {
      JsonNode analysis = each.path("analysis");
      if (!analysis.path("state").isTextual()) {
        continue;
      }
      Set<String> ids = new HashSet<>();
      ids.add(each.path("id").asText());
      each.path("references").forEach(reference -> ids.add(reference.path("id").asText()));
      List<Statement.Product> products = new ArrayList<>();
      for (JsonNode affected : each.path("affects")) {
        String reference = affected.path("ref").asText();
        // A BOM-Link names a bill, then what it means in it.
        String plain =
            reference.startsWith("urn:cdx:")
                ? URLDecoder.decode(
                    reference.substring(reference.indexOf('#') + 1).replace("+", "%2B"),
                    StandardCharsets.UTF_8)
                : reference;
        products.add(new Statement.Product(purls.getOrDefault(plain, plain), List.of()));
      }
      String why = analysis.path("justification").asText(analysis.path("detail").asText(""));
      Optional<Instant> own = OpenVex.instant(analysis.path("lastUpdated"));
      found.add(
          new Statement(
              ids,
              products,
              status(analysis.path("state").asText(), file),
              why,
              own.isPresent() ? own : made,
              file));
    }
    return found;
  }

  private static void collect(JsonNode component, Map<String, String> purls) {
    if (component.path("purl").isTextual() && component.path("bom-ref").isTextual()) {
      purls.put(component.path("bom-ref").asText(), component.path("purl").asText());
    }
    component.path("components").forEach(each -> collect(each, purls));
  }

  private static Status status(String state, String file) throws MalformedException {
    return switch (state) {
      case "resolved", "resolved_with_pedigree" -> Status.FIXED;
      case "exploitable" -> Status.AFFECTED;
      case "in_triage" -> Status.UNDER_INVESTIGATION;
      case "false_positive", "not_affected" -> Status.NOT_AFFECTED;
      default ->
          throw new MalformedException(file + ": \"" + state + "\" is no state of CycloneDX");
    };
  }
}
