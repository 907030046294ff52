package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What GitLab shows in a merge request.
 *
 * @see <a href="https://gitlab.com/gitlab-org/security-products/security-report-schemas">container
 *     scanning report, schema 15</a>
 */
public final class GitlabReport implements Report {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Words words;

  /**
   * One in the reader's language.
   *
   * @param words the language of the messages
   */
  public GitlabReport(Words words) {
    this.words = words;
  }

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(() -> document(json, report));
    }
    out.write('\n');
  }

  private void document(Json json, ScanReport report) throws IOException {
    json.text("version", "15.0.7");
    json.object(
        "scan",
        () -> {
          json.object("analyzer", () -> tool(json, report));
          json.object("scanner", () -> tool(json, report));
          json.text("type", "container_scanning");
          json.text("start_time", TIME.format(report.createdAt()));
          json.text("end_time", TIME.format(report.createdAt()));
          json.text("status", "success");
          json.some(
              "messages",
              report.gaps(),
              gap ->
                  json.object(
                      () -> {
                        json.text("level", "warn");
                        json.text("value", words.of("gap", gap.where(), gap.why()));
                      }));
        });
    json.array(
        "vulnerabilities",
        Contents.of(report, Finding.Vulnerability.class),
        found -> json.object(() -> vulnerability(json, report, found)));
    json.array("remediations", List.<String>of(), json::text);
  }

  private static void tool(Json json, ScanReport report) throws IOException {
    json.text("id", "sekisho");
    json.text("name", "Sekisho");
    json.text("url", Contents.HOME);
    json.object("vendor", () -> json.text("name", "Sekisho"));
    json.text("version", report.version());
  }

  private void vulnerability(Json json, ScanReport report, Finding.Vulnerability found)
      throws IOException {
    Component component = found.component();
    String identity = found.id() + "\n" + component.purl() + "\n" + Contents.location(found).path();
    json.text("id", UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString());
    json.text("name", words.title(found));
    json.text(
        "description", found.description().isEmpty() ? words.sentence(found) : found.description());
    json.text(
        "severity",
        found
            .severity()
            .map(
                severity ->
                    switch (severity) {
                      case CRITICAL -> "Critical";
                      case HIGH -> "High";
                      case MEDIUM -> "Medium";
                      case LOW -> "Low";
                      case NONE -> "Info";
                    })
            .orElse("Unknown"));
    json.text("solution", words.advice(found));
    List<String> ids = new ArrayList<>();
    ids.add(found.id());
    found.aliases().stream().filter(alias -> !ids.contains(alias)).forEach(ids::add);
    json.array(
        "identifiers",
        ids,
        id ->
            json.object(
                () -> {
                  json.text(
                      "type",
                      id.startsWith("CVE-") ? "cve" : id.startsWith("GHSA-") ? "ghsa" : "osv");
                  json.text("name", id);
                  json.text("value", id);
                  json.text("url", "https://osv.dev/vulnerability/" + Contents.uri(id));
                }));
    json.some("links", found.references(), url -> json.object(() -> json.text("url", url)));
    json.object(
        "location",
        () -> {
          json.object(
              "dependency",
              () -> {
                json.object("package", () -> json.text("name", Contents.name(component)));
                json.text("version", component.purl().version());
              });
          json.text(
              "operating_system",
              report
                  .system()
                  .map(GitlabReport::system)
                  .filter(name -> !name.isEmpty())
                  .orElse("unknown"));
          json.text("image", report.target().name());
        });
  }

  private static String system(OperatingSystem system) {
    return (system.id() + " " + system.version()).strip();
  }
}
