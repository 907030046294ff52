package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;

/** Everything that a report holds, as one JSON document; its form is in docs/scanning.md. */
public final class JsonReport implements Report {
  /** Counted up when a field changes its meaning; new fields do not count it up. */
  static final int SCHEMA = 1;

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(() -> document(json, report));
    }
    out.write('\n');
  }

  private static void document(Json json, ScanReport report) throws IOException {
    json.number("schemaVersion", SCHEMA);
    json.text("createdAt", report.createdAt().toString());
    json.object(
        "tool",
        () -> {
          json.text("name", "sekisho");
          json.text("version", report.version());
        });
    json.object("target", () -> target(json, report));
    json.truth("complete", report.gaps().isEmpty());
    json.texts("scanners", report.scanners().stream().sorted().map(Contents::lower).toList());
    if (report.database().isPresent()) {
      ScanReport.AdvisoryState database = report.database().get();
      json.object(
          "database",
          () -> {
            json.text("builtAt", database.builtAt().toString());
            json.text("newestAdvisory", database.newestAdvisory().toString());
            json.number("advisories", database.advisories());
          });
    }
    json.array(
        "vulnerabilities",
        Contents.of(report, Finding.Vulnerability.class),
        each -> json.object(() -> vulnerability(json, each)));
    json.array(
        "secrets",
        Contents.of(report, Finding.Secret.class),
        each ->
            json.object(
                () -> {
                  head(json, each);
                  json.text("title", each.title());
                  json.text("match", each.redacted());
                  json.object("location", () -> location(json, each.location()));
                }));
    json.array(
        "malware",
        Contents.of(report, Finding.Malware.class),
        each ->
            json.object(
                () -> {
                  head(json, each);
                  json.text("engine", each.engine());
                  json.object("location", () -> location(json, each.location()));
                }));
    json.array(
        "misconfigurations",
        Contents.of(report, Finding.Misconfiguration.class),
        each -> json.object(() -> misconfiguration(json, each)));
    json.array("components", report.components(), each -> json.object(() -> component(json, each)));
    json.array(
        "gaps",
        report.gaps(),
        gap ->
            json.object(
                () -> {
                  json.text("where", gap.where());
                  json.text("why", gap.why());
                }));
    json.some(
        "leftOut",
        report.leftOut(),
        phrase ->
            json.object(
                () -> {
                  json.text("id", phrase.key());
                  json.texts("values", phrase.values());
                }));
  }

  private static void target(Json json, ScanReport report) throws IOException {
    json.text("kind", Contents.lower(report.target().kind()).replace('_', '-'));
    json.text("name", report.target().name());
    if (report.system().isPresent()) {
      json.object(
          "operatingSystem",
          () -> {
            json.text("id", report.system().get().id());
            json.text("version", report.system().get().version());
            json.text("codename", report.system().get().codename());
            json.text("name", report.system().get().name());
          });
    }
    if (report.target().image().isPresent()) {
      ScanReport.ScannedImage image = report.target().image().get();
      json.object(
          "image",
          () -> {
            json.text("id", image.id().toString());
            json.texts("repositoryDigests", image.repositoryDigests());
            json.text("architecture", image.architecture());
            json.text("operatingSystem", image.operatingSystem());
            json.array(
                "layers",
                image.layers(),
                layer ->
                    json.object(
                        () -> {
                          json.text("diffId", layer.diffId().toString());
                          json.text("createdBy", layer.createdBy());
                        }));
          });
    }
  }

  private static void head(Json json, Finding finding) throws IOException {
    json.text("id", finding.id());
    json.text("severity", Contents.severity(finding));
  }

  private static void vulnerability(Json json, Finding.Vulnerability found) throws IOException {
    head(json, found);
    json.texts("aliases", found.aliases());
    json.text("status", Contents.lower(found.status()));
    json.text("purl", found.component().purl().toString());
    json.text("package", Contents.name(found.component()));
    json.text("installedVersion", found.component().purl().version());
    json.text("fixedVersion", found.fixedVersion());
    json.text("title", found.title());
    json.text("description", found.description());
    json.some(
        "ratings",
        found.ratings(),
        rating ->
            json.object(
                () -> {
                  json.text("source", rating.source());
                  json.text("vector", rating.vector());
                  if (rating.score().isPresent())
                    json.number("score", rating.score().getAsDouble());
                  json.text("severity", rating.severity().map(Enum::name));
                }));
    json.texts("references", found.references());
    json.text("published", found.published().map(Object::toString));
    if (found.exploitProbability().isPresent()) {
      json.number("epss", found.exploitProbability().getAsDouble());
    }
    json.text("knownExploitedSince", found.knownExploited().map(Object::toString));
    json.array(
        "locations",
        found.component().locations(),
        location -> json.object(() -> location(json, location)));
    json.object(
        "why",
        () -> {
          json.text("record", found.why().record());
          json.text("source", found.why().source());
          json.text("package", found.why().packageName());
          json.text("version", found.why().version());
          json.text("range", found.why().range());
          json.text("comparator", found.why().comparator());
        });
  }

  private static void misconfiguration(Json json, Finding.Misconfiguration found)
      throws IOException {
    head(json, found);
    json.object(
        "seen",
        () -> {
          for (var entry : new java.util.TreeMap<>(found.seen()).entrySet()) {
            json.text(entry.getKey(), entry.getValue());
          }
        });
    json.texts("references", found.references());
    json.object("location", () -> location(json, found.location()));
  }

  private static void component(Json json, Component component) throws IOException {
    json.text("purl", component.purl().toString());
    json.text("name", Contents.name(component));
    json.text("version", component.purl().version());
    if (component.source().isPresent()) {
      json.object(
          "source",
          () -> {
            json.text("name", component.source().get().name());
            json.text("version", component.source().get().version());
            json.text("module", component.source().get().module());
          });
    }
    json.texts("licences", component.licences());
    json.text("foundBy", component.foundBy());
    if (component.scope() != Component.Scope.RUNTIME) {
      json.text("scope", Contents.lower(component.scope()));
    }
    json.array(
        "locations",
        component.locations(),
        location -> json.object(() -> location(json, location)));
  }

  private static void location(Json json, Location location) throws IOException {
    json.text("path", location.path());
    if (location.layer().isPresent()) json.number("layer", location.layer().getAsInt());
    if (location.line().isPresent()) json.number("line", location.line().getAsInt());
    if (location.deletedIn().isPresent()) json.number("deletedIn", location.deletedIn().getAsInt());
  }
}
