package dev.sekisho.scan.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Severity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A record of OSV.
 *
 * @param modified when it was changed last
 * @param withdrawn whether it was taken back: it then says nothing
 * @see <a href="https://ossf.github.io/osv-schema/">OSV schema 1.7</a>
 */
record OsvRecord(Advisory advisory, List<Affected> affected, Instant modified, boolean withdrawn) {
  private static final int LONGEST_TEXT = 32 << 10;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it lacks what every record must have; the message says what
   */
  static OsvRecord of(JsonNode json) {
    String id = json.path("id").asText("");
    if (id.isEmpty() || id.length() > 200) {
      throw new IllegalArgumentException("a record without a usable id");
    }
    List<Affected> affected = new ArrayList<>();
    boolean vendors = false;
    for (JsonNode each : json.path("affected")) {
      affected(each, id).ifPresent(affected::add);
      String ecosystem = each.path("package").path("ecosystem").asText("");
      vendors |= ecosystem.startsWith("AlmaLinux") || ecosystem.startsWith("Rocky");
    }
    return new OsvRecord(
        new Advisory(
            id,
            aliases(json, vendors),
            bounded(json.path("summary").asText("")),
            bounded(json.path("details").asText("")),
            references(json),
            instant(json.path("published").asText("")),
            ratings(json)),
        affected,
        instant(json.path("modified").asText("")).orElse(Instant.EPOCH),
        !json.path("withdrawn").asText("").isEmpty());
  }

  /**
   * Names of the vulnerability.
   *
   * @param related whether {@code related} names what the advisory is about, as it does where a
   *     vendor's erratum fixes several
   */
  private static List<String> aliases(JsonNode json, boolean related) {
    Set<String> names = new LinkedHashSet<>();
    for (String field : List.of("aliases", "upstream")) {
      json.path(field).forEach(name -> names.add(name.asText("")));
    }
    if (related) {
      json.path("related").forEach(name -> names.add(name.asText("")));
    }
    names.removeIf(name -> name.isEmpty() || name.length() > 200);
    return List.copyOf(names);
  }

  private static List<String> references(JsonNode json) {
    List<String> references = new ArrayList<>();
    for (JsonNode reference : json.path("references")) {
      String address = reference.path("url").asText("");
      if (!address.isEmpty() && address.length() < 2000 && references.size() < 50) {
        references.add(address);
      }
    }
    return references;
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static List<Finding.Rating> ratings(JsonNode json) {
    List<Finding.Rating> ratings = new ArrayList<>();
    word(json.path("database_specific").path("severity").asText(""), "ghsa")
        .ifPresent(ratings::add);
    for (JsonNode severity : json.path("severity")) {
      vector(severity).ifPresent(ratings::add);
    }
    for (JsonNode each : json.path("affected")) {
      for (JsonNode severity : each.path("severity")) {
        vector(severity).filter(rating -> !ratings.contains(rating)).ifPresent(ratings::add);
      }
    }
    return ratings;
  }

  private static Optional<Finding.Rating> vector(JsonNode severity) {
    String text = severity.path("score").asText("");
    if (severity.path("type").asText("").equals("Ubuntu")) {
      return word(text, "ubuntu");
    }
    return CvssScore.of(text)
        .map(
            score ->
                new Finding.Rating(
                    "osv", text, OptionalDouble.of(score), Optional.of(CvssScore.severity(score))));
  }

  private static Optional<Finding.Rating> word(String text, String source) {
    Optional<Severity> severity =
        switch (text.toLowerCase(Locale.ROOT)) {
          case "critical" -> Optional.of(Severity.CRITICAL);
          case "high", "important" -> Optional.of(Severity.HIGH);
          case "medium", "moderate" -> Optional.of(Severity.MEDIUM);
          case "low", "negligible", "unimportant" -> Optional.of(Severity.LOW);
          default -> Optional.empty();
        };
    return severity.map(
        known -> new Finding.Rating(source, text, OptionalDouble.empty(), Optional.of(known)));
  }

  private static Optional<Affected> affected(JsonNode json, String id) {
    String ecosystem = json.path("package").path("ecosystem").asText("");
    String name = json.path("package").path("name").asText("");
    if (ecosystem.isEmpty() || name.isEmpty()) {
      return Optional.empty(); // only a range of commits: nothing that an image states
    }
    List<Affected.Range> ranges = new ArrayList<>();
    for (JsonNode range : json.path("ranges")) {
      if (!range.path("type").asText("").equals("GIT")) {
        ranges.add(range(range, id));
      }
    }
    List<String> versions = new ArrayList<>();
    json.path("versions").forEach(version -> versions.add(version.asText("")));
    String urgency = json.path("ecosystem_specific").path("urgency").asText("");
    return Optional.of(
        new Affected(
            ecosystem,
            Ecosystems.normal(ecosystem, name),
            ranges,
            versions,
            Finding.Status.AFFECTED,
            word(urgency, "debian")));
  }

  private static Affected.Range range(JsonNode json, String id) {
    List<Affected.Event> events = new ArrayList<>();
    for (JsonNode event : json.path("events")) {
      for (var field : event.properties()) {
        Affected.Kind kind =
            switch (field.getKey()) {
              case "introduced" -> Affected.Kind.INTRODUCED;
              case "fixed" -> Affected.Kind.FIXED;
              case "last_affected" -> Affected.Kind.LAST_AFFECTED;
              case "limit" -> Affected.Kind.LIMIT;
              default ->
                  throw new IllegalArgumentException(id + ": unknown event " + field.getKey());
            };
        String version = field.getValue().asText("");
        // "*" is the limit of all, which limits nothing.
        if (!(kind == Affected.Kind.LIMIT && version.equals("*"))) {
          events.add(new Affected.Event(kind, version));
        }
      }
    }
    return new Affected.Range(events);
  }
}
