package dev.sekisho.scan.vex;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Finding.Status;
import dev.sekisho.scan.format.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** States of products in a CSAF document. */
final class CsafVex {
  private static final int DEPTH = 50;

  private static final Map<String, Status> STATES =
      Map.of(
          "known_not_affected", Status.NOT_AFFECTED,
          "fixed", Status.FIXED,
          "first_fixed", Status.FIXED,
          "known_affected", Status.AFFECTED,
          "first_affected", Status.AFFECTED,
          "last_affected", Status.AFFECTED,
          "under_investigation", Status.UNDER_INVESTIGATION);

  private CsafVex() {}

  static List<Statement> statements(JsonNode document, String file) throws MalformedException {
    Map<String, String> purls = new HashMap<>();
    JsonNode tree = document.path("product_tree");
    tree.path("full_product_names").forEach(product -> product(product, purls));
    branches(tree.path("branches"), purls, 0, file);
    // A component in a product has a name of its own: it is the component that is meant.
    for (JsonNode relation : tree.path("relationships")) {
      JsonNode product = relation.path("full_product_name");
      String component = purls.get(relation.path("product_reference").asText());
      if (product.path("product_identification_helper").has("purl")) {
        product(product, purls);
      } else if (component != null) {
        purls.put(product.path("product_id").asText(), component);
      }
    }
    Optional<Instant> made =
        OpenVex.instant(document.path("document").path("tracking").path("current_release_date"));
    List<Statement> found = new ArrayList<>();
    for (JsonNode each : document.path("vulnerabilities")) {
      Set<String> ids = new HashSet<>();
      if (each.path("cve").isTextual()) {
        ids.add(each.path("cve").asText());
      }
      each.path("ids").forEach(id -> ids.add(id.path("text").asText()));
      for (Map.Entry<String, Status> state : STATES.entrySet()) {
        List<Statement.Product> products = new ArrayList<>();
        for (JsonNode id : each.path("product_status").path(state.getKey())) {
          String purl = purls.get(id.asText());
          if (purl != null) {
            products.add(new Statement.Product(purl, List.of()));
          }
        }
        if (!products.isEmpty()) {
          String why = justification(each);
          found.add(new Statement(ids, products, state.getValue(), why, made, file));
        }
      }
    }
    return found;
  }

  private static String justification(JsonNode vulnerability) {
    return vulnerability.path("flags").path(0).path("label").asText("");
  }

  private static void product(JsonNode product, Map<String, String> purls) {
    JsonNode purl = product.path("product_identification_helper").path("purl");
    if (purl.isTextual()) {
      purls.put(product.path("product_id").asText(), purl.asText());
    }
  }

  private static void branches(JsonNode branches, Map<String, String> purls, int depth, String file)
      throws MalformedException {
    if (depth > DEPTH) {
      throw new MalformedException(file + ": its products are nested too deeply");
    }
    for (JsonNode branch : branches) {
      product(branch.path("product"), purls);
      branches(branch.path("branches"), purls, depth + 1, file);
    }
  }
}
