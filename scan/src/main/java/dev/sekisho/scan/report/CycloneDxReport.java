package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A bill of materials with its vulnerabilities.
 *
 * @see <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX 1.6, JSON</a>
 */
public final class CycloneDxReport implements Report {
  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(() -> document(json, report));
    }
    out.write('\n');
  }

  private static void document(Json json, ScanReport report) throws IOException {
    json.text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    json.text("bomFormat", "CycloneDX");
    json.text("specVersion", "1.6");
    json.text("serialNumber", "urn:uuid:" + serial(report));
    json.number("version", 1);
    json.object("metadata", () -> metadata(json, report));
    Map<Component, String> references = references(report.components());
    json.array(
        "components",
        references.keySet(),
        component -> json.object(() -> component(json, component, references)));
    json.array(
        "dependencies",
        List.of(references.values()),
        all ->
            json.object(
                () -> {
                  json.text("ref", "target");
                  json.some("dependsOn", all, json::text);
                }));
    json.array(
        "vulnerabilities",
        merged(report),
        found -> json.object(() -> vulnerability(json, found, references)));
    json.some(
        "compositions",
        report.gaps().isEmpty() ? List.<String>of() : List.of("target"),
        target ->
            json.object(
                () -> {
                  // What was not examined may hold more: nobody may take this list for the whole.
                  json.text("aggregate", "incomplete");
                  json.array("assemblies", List.of(target), json::text);
                }));
  }

  /** The same report gives the same number, so that two files can be compared. */
  private static UUID serial(ScanReport report) {
    return UUID.nameUUIDFromBytes(
        (report.target() + "\n" + report.createdAt() + "\n" + report.components())
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void metadata(Json json, ScanReport report) throws IOException {
    json.text("timestamp", report.createdAt().toString());
    json.object(
        "tools",
        () ->
            json.array(
                "components",
                List.of(report),
                tool ->
                    json.object(
                        () -> {
                          json.text("type", "application");
                          json.text("name", "sekisho");
                          json.text("version", tool.version());
                        })));
    json.object(
        "component",
        () -> {
          json.text("bom-ref", "target");
          json.text(
              "type",
              switch (report.target().kind()) {
                case IMAGE -> "container";
                case FILE_SYSTEM, ROOT_FILE_SYSTEM -> "file";
                case REPOSITORY, SBOM -> "application";
              });
          json.text("name", report.target().name().isEmpty() ? "." : report.target().name());
        });
    List<String[]> properties = new ArrayList<>();
    report
        .system()
        .ifPresent(
            system -> {
              properties.add(new String[] {"sekisho:os:id", system.id()});
              properties.add(new String[] {"sekisho:os:version", system.version()});
            });
    report
        .target()
        .image()
        .ifPresent(
            image -> {
              properties.add(new String[] {"sekisho:image:id", image.id().toString()});
              image
                  .repositoryDigests()
                  .forEach(digest -> properties.add(new String[] {"sekisho:image:digest", digest}));
              image
                  .layers()
                  .forEach(
                      layer ->
                          properties.add(
                              new String[] {"sekisho:image:diffId", layer.diffId().toString()}));
            });
    report
        .gaps()
        .forEach(
            gap -> properties.add(new String[] {"sekisho:gap", gap.where() + ": " + gap.why()}));
    properties(json, properties);
  }

  private static void properties(Json json, List<String[]> properties) throws IOException {
    json.some(
        "properties",
        properties,
        property ->
            json.object(
                () -> {
                  json.text("name", property[0]);
                  json.text("value", property[1]);
                }));
  }

  /** References must be unique in a document; two components may have one purl. */
  private static Map<Component, String> references(List<Component> components) {
    Map<Component, String> references = new LinkedHashMap<>();
    Map<String, Integer> used = new HashMap<>();
    for (Component component : new LinkedHashSet<>(components)) {
      String purl = component.purl().toString();
      int number = used.merge(purl, 1, Integer::sum);
      references.put(component, number == 1 ? purl : purl + "#" + number);
    }
    return references;
  }

  private static String reference(Map<Component, String> references, Component component) {
    return references.getOrDefault(component, component.purl().toString());
  }

  private static void component(Json json, Component component, Map<Component, String> references)
      throws IOException {
    json.text("bom-ref", reference(references, component));
    json.text("type", "library");
    json.text("group", component.purl().namespace());
    json.text("name", component.purl().name());
    json.text("version", component.purl().version());
    if (component.scope() != Component.Scope.RUNTIME) {
      json.text("scope", component.scope() == Component.Scope.OPTIONAL ? "optional" : "excluded");
    }
    licences(json, component.licences());
    json.text("purl", component.purl().toString());
    List<String[]> properties = new ArrayList<>();
    properties.add(new String[] {"sekisho:foundBy", component.foundBy()});
    component
        .source()
        .ifPresent(
            source -> {
              properties.add(new String[] {"sekisho:source:name", source.name()});
              properties.add(new String[] {"sekisho:source:version", source.version()});
              if (!source.module().isEmpty()) {
                properties.add(new String[] {"sekisho:source:module", source.module()});
              }
            });
    component
        .locations()
        .getFirst()
        .layer()
        .ifPresent(layer -> properties.add(new String[] {"sekisho:layer", String.valueOf(layer)}));
    properties(json, properties);
    json.object(
        "evidence",
        () ->
            json.array(
                "occurrences",
                component.locations(),
                location ->
                    json.object(
                        () -> {
                          json.text("location", location.path().isEmpty() ? "." : location.path());
                          if (location.line().isPresent())
                            json.number("line", location.line().getAsInt());
                        })));
  }

  /** Either names one by one, or one expression: the schema has no mixture. */
  private static void licences(Json json, List<String> licences) throws IOException {
    Optional<String> expression =
        licences.size() == 1 ? Licences.expression(licences.getFirst()) : Optional.empty();
    if (expression.isPresent() && expression.get().contains(" ")) {
      json.array(
          "licenses",
          List.of(expression.get()),
          text -> json.object(() -> json.text("expression", text)));
      return;
    }
    json.some(
        "licenses",
        licences,
        licence ->
            json.object(
                () ->
                    json.object(
                        "license",
                        () -> {
                          Optional<String> identifier = Licences.identifier(licence);
                          json.text(
                              identifier.isPresent() ? "id" : "name", identifier.orElse(licence));
                        })));
  }

  /** Whether the schema takes it as an address; records hold whatever their authors wrote. */
  private static boolean isAddress(String text) {
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** One entry for each id and record, with all components that it concerns. */
  private static List<List<Finding.Vulnerability>> merged(ScanReport report) {
    Map<String, List<Finding.Vulnerability>> byId = new LinkedHashMap<>();
    for (Finding.Vulnerability found : Contents.of(report, Finding.Vulnerability.class)) {
      byId.computeIfAbsent(found.id() + "\n" + found.why().record(), id -> new ArrayList<>())
          .add(found);
    }
    return List.copyOf(byId.values());
  }

  private static void vulnerability(
      Json json, List<Finding.Vulnerability> all, Map<Component, String> references)
      throws IOException {
    Finding.Vulnerability first = all.getFirst();
    json.text("bom-ref", first.id() + "@" + first.why().record());
    json.text("id", first.id());
    json.object("source", () -> json.text("name", first.why().source()));
    json.some(
        "references",
        first.aliases(),
        alias ->
            json.object(
                () -> {
                  json.text("id", alias);
                  json.object("source", () -> json.text("name", first.why().source()));
                }));
    json.some("ratings", first.ratings(), rating -> json.object(() -> rating(json, rating)));
    json.text("description", first.title().isEmpty() ? first.description() : first.title());
    json.text("detail", first.title().isEmpty() ? "" : first.description());
    json.some(
        "advisories",
        first.references().stream().filter(CycloneDxReport::isAddress).toList(),
        url -> json.object(() -> json.text("url", url)));
    json.text("published", first.published().map(Object::toString));
    json.array(
        "affects",
        all,
        found ->
            json.object(
                () -> {
                  json.text("ref", reference(references, found.component()));
                  json.array(
                      "versions",
                      List.of(found),
                      version ->
                          json.object(
                              () -> {
                                json.text("version", version.component().purl().version());
                                json.text(
                                    "status",
                                    version.status() == Finding.Status.NOT_AFFECTED
                                        ? "unaffected"
                                        : version.status() == Finding.Status.UNDER_INVESTIGATION
                                            ? "unknown"
                                            : "affected");
                              }));
                }));
    List<String[]> properties = new ArrayList<>();
    first
        .fixedVersion()
        .ifPresent(fixed -> properties.add(new String[] {"sekisho:fixedVersion", fixed}));
    first
        .exploitProbability()
        .ifPresent(epss -> properties.add(new String[] {"sekisho:epss", String.valueOf(epss)}));
    first
        .knownExploited()
        .ifPresent(
            since ->
                properties.add(new String[] {"sekisho:knownExploitedSince", since.toString()}));
    properties.add(new String[] {"sekisho:range", first.why().range()});
    properties(json, properties.stream().filter(property -> !property[1].isEmpty()).toList());
  }

  private static void rating(Json json, Finding.Rating rating) throws IOException {
    json.object("source", () -> json.text("name", rating.source()));
    if (rating.score().isPresent()) json.number("score", rating.score().getAsDouble());
    json.text(
        "severity",
        rating
            .severity()
            .map(severity -> severity == Severity.NONE ? "none" : Contents.lower(severity))
            .orElse("unknown"));
    String vector = rating.vector();
    if (vector.startsWith("CVSS:4")) {
      json.text("method", "CVSSv4");
    } else if (vector.startsWith("CVSS:3.1")) {
      json.text("method", "CVSSv31");
    } else if (vector.startsWith("CVSS:3")) {
      json.text("method", "CVSSv3");
    } else if (vector.startsWith("AV:")) {
      json.text("method", "CVSSv2");
    } else {
      json.text("method", "other");
    }
    json.text("vector", vector);
  }
}
