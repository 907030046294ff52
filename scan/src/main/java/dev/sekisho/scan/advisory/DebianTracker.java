package dev.sekisho.scan.advisory;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Debian's security tracker, one JSON document: package → CVE → releases. It knows what OSV's
 * records leave out: what is open, and that it will stay so.
 *
 * @see <a href="https://security-tracker.debian.org/tracker/data/json">the document</a>
 */
final class DebianTracker {
  private static final Map<String, String> RELEASES =
      Map.of("buster", "10", "bullseye", "11", "bookworm", "12", "trixie", "13", "forky", "14");

  private final ObjectMapper json;

  DebianTracker(ObjectMapper json) {
    this.json = json;
  }

  void read(InputStream in, DatabaseBuilder.Taker taker) throws IOException {
    try (JsonParser parser = json.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("Debian's tracker: expected an object of packages");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        JsonNode vulnerabilities = json.readTree(parser);
        for (Map.Entry<String, JsonNode> each : vulnerabilities.properties()) {
          add(name, each.getKey(), each.getValue(), taker);
        }
      }
    }
  }

  private static void add(String name, String id, JsonNode json, DatabaseBuilder.Taker taker)
      throws IOException {
    Map<String, Affected> affected = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> release : json.path("releases").properties()) {
      String number = RELEASES.get(release.getKey());
      if (number != null) {
        affected(name, "Debian:" + number, release.getValue())
            .ifPresent(found -> affected.put(number, found));
      }
    }
    if (!affected.isEmpty()) {
      taker.take(
          new Advisory(
              "DEBIAN-" + id,
              List.of(id),
              "",
              json.path("description").asText(""),
              List.of("https://security-tracker.debian.org/tracker/" + id),
              Optional.empty(),
              List.of()),
          new ArrayList<>(affected.values()));
    }
  }

  private static Optional<Affected> affected(String name, String ecosystem, JsonNode json) {
    String fixed = json.path("fixed_version").asText("");
    List<Affected.Event> events = new ArrayList<>();
    events.add(new Affected.Event(Affected.Kind.INTRODUCED, "0"));
    Finding.Status status = Finding.Status.AFFECTED;
    switch (json.path("status").asText("")) {
      case "resolved" -> {
        // Fixed in version 0: this release never was affected.
        if (fixed.isEmpty() || fixed.equals("0")) return Optional.empty();
        events.add(new Affected.Event(Affected.Kind.FIXED, fixed));
      }
      case "open" -> status = openStatus(json);
      default -> status = Finding.Status.UNDER_INVESTIGATION;
    }
    return Optional.of(
        new Affected(
            ecosystem,
            name,
            List.of(new Affected.Range(events)),
            List.of(),
            status,
            rating(json.path("urgency").asText(""))));
  }

  private static Finding.Status openStatus(JsonNode json) {
    if (json.path("nodsa").isMissingNode()) return Finding.Status.AFFECTED;
    return json.path("nodsa_reason").asText("").equals("ignored")
        ? Finding.Status.WILL_NOT_FIX
        : Finding.Status.FIX_DEFERRED;
  }

  private static Optional<Finding.Rating> rating(String urgency) {
    Optional<Severity> severity =
        switch (urgency.replaceAll("\\*+$", "")) {
          case "high" -> Optional.of(Severity.HIGH);
          case "medium" -> Optional.of(Severity.MEDIUM);
          case "low", "unimportant" -> Optional.of(Severity.LOW);
          default -> Optional.empty();
        };
    return severity.map(
        known -> new Finding.Rating("debian", urgency, OptionalDouble.empty(), Optional.of(known)));
  }
}
