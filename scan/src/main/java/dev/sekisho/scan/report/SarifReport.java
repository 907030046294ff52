package dev.sekisho.scan.report;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What code hosts show beside the code.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
public final class SarifReport implements Report {
  /**
   * GitHub refuses a run with more results; what is over is said in a notification, not dropped in
   * silence.
   */
  static final int MAXIMUM_RESULTS = 25_000;

  private final Words words;

  /**
   * One in the reader's language.
   *
   * @param words the language of the messages
   */
  public SarifReport(Words words) {
    this.words = words;
  }

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(
          () -> {
            json.text("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.text("version", "2.1.0");
            json.array("runs", List.of(report), run -> json.object(() -> run(json, run)));
          });
    }
    out.write('\n');
  }

  private void run(Json json, ScanReport report) throws IOException {
    List<Finding> shown =
        report.findings().subList(0, Math.min(report.findings().size(), MAXIMUM_RESULTS));
    Map<String, Finding> rules = new LinkedHashMap<>();
    shown.forEach(finding -> rules.putIfAbsent(finding.id(), finding));
    List<String> order = List.copyOf(rules.keySet());
    Map<String, Integer> index = new LinkedHashMap<>();
    order.forEach(id -> index.put(id, index.size()));
    json.object(
        "tool",
        () ->
            json.object(
                "driver",
                () -> {
                  json.text("name", "Sekisho");
                  json.text("informationUri", Contents.HOME);
                  json.text("version", report.version());
                  json.array(
                      "rules", rules.values(), finding -> json.object(() -> rule(json, finding)));
                }));
    json.array(
        "invocations",
        List.of(report),
        run ->
            json.object(
                () -> {
                  json.truth("executionSuccessful", true);
                  json.array(
                      "toolExecutionNotifications",
                      notices(report, shown.size()),
                      text ->
                          json.object(
                              () -> {
                                json.text("level", "warning");
                                json.object("message", () -> json.text("text", text));
                              }));
                }));
    json.array(
        "results",
        shown,
        finding -> json.object(() -> result(json, finding, index.getOrDefault(finding.id(), 0))));
    json.text("columnKind", "utf16CodeUnits");
  }

  private List<String> notices(ScanReport report, int shown) {
    List<String> notices = new java.util.ArrayList<>();
    report.gaps().forEach(gap -> notices.add(words.of("gap", gap.where(), gap.why())));
    if (shown < report.findings().size()) {
      notices.add(words.of("sarif.cut", shown, report.findings().size()));
    }
    return notices;
  }

  private void rule(Json json, Finding finding) throws IOException {
    json.text("id", finding.id());
    json.object("shortDescription", () -> json.text("text", words.title(finding)));
    if (finding instanceof Finding.Vulnerability vulnerability) {
      String description =
          vulnerability.description().isEmpty()
              ? words.title(finding)
              : vulnerability.description();
      json.object("fullDescription", () -> json.text("text", cut(description)));
      json.text("helpUri", vulnerability.references().stream().findFirst());
    }
    json.object("help", () -> json.text("text", words.advice(finding)));
    json.object("defaultConfiguration", () -> json.text("level", level(finding)));
    json.object(
        "properties",
        () -> {
          json.text("security-severity", score(finding));
          json.array("tags", List.of("security", kind(finding)), json::text);
          json.text("precision", "very-high");
        });
  }

  private void result(Json json, Finding finding, int rule) throws IOException {
    json.text("ruleId", finding.id());
    json.number("ruleIndex", rule);
    json.text("level", level(finding));
    json.object("message", () -> json.text("text", words.sentence(finding)));
    Location location = Contents.location(finding);
    json.array(
        "locations",
        List.of(location),
        place ->
            json.object(
                () ->
                    json.object(
                        "physicalLocation",
                        () -> {
                          json.object(
                              "artifactLocation",
                              () ->
                                  json.text(
                                      "uri",
                                      place.path().isEmpty() ? "." : Contents.uri(place.path())));
                          json.object(
                              "region", () -> json.number("startLine", place.line().orElse(1)));
                        })));
    json.object(
        "partialFingerprints",
        () -> json.text("sekishoFinding/v1", fingerprint(finding, location)));
  }

  /** The same finding in the next build has the same print, whatever its line and layer. */
  private static String fingerprint(Finding finding, Location location) {
    String what =
        switch (finding) {
          case Finding.Vulnerability vulnerability ->
              vulnerability.component().purl().type()
                  + " "
                  + Contents.name(vulnerability.component());
          case Finding.Secret secret -> secret.redacted();
          case Finding.Malware malware -> malware.engine();
          case Finding.Misconfiguration misconfiguration -> misconfiguration.seen().toString();
        };
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (finding.id() + "\n" + location.path() + "\n" + what)
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String cut(String text) {
    return text.length() <= 1024 ? text : text.substring(0, 1023) + "…";
  }

  private static String level(Finding finding) {
    return switch (finding.severity().orElse(Severity.NONE)) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, NONE -> "note";
    };
  }

  /** GitHub sorts by this number; without a CVSS score, the middle of the severity's band. */
  private static String score(Finding finding) {
    if (finding instanceof Finding.Vulnerability vulnerability) {
      var score = Contents.score(vulnerability);
      if (score.isPresent()) {
        return String.valueOf(score.get());
      }
    }
    return switch (finding.severity().orElse(Severity.NONE)) {
      case CRITICAL -> "9.5";
      case HIGH -> "8.0";
      case MEDIUM -> "5.5";
      case LOW -> "2.0";
      case NONE -> "0.0";
    };
  }

  private static String kind(Finding finding) {
    return switch (finding) {
      case Finding.Vulnerability vulnerability -> "vulnerability";
      case Finding.Secret secret -> "secret";
      case Finding.Malware malware -> "malware";
      case Finding.Misconfiguration misconfiguration -> "misconfiguration";
    };
  }
}
