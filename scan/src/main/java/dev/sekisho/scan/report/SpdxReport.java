package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A bill of materials.
 *
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/">SPDX 2.3, JSON</a>
 */
public final class SpdxReport implements Report {
  private static final String NO_ASSERTION = "NOASSERTION";

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(() -> document(json, report));
    }
    out.write('\n');
  }

  private static void document(Json json, ScanReport report) throws IOException {
    String name = report.target().name().isEmpty() ? "." : report.target().name();
    json.text("spdxVersion", "SPDX-2.3");
    json.text("dataLicense", "CC0-1.0");
    json.text("SPDXID", "SPDXRef-DOCUMENT");
    json.text("name", name);
    json.text("documentNamespace", "https://sekisho.dev/spdx/" + identity(report));
    json.object(
        "creationInfo",
        () -> {
          json.text("created", report.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
          json.array("creators", List.of("Tool: sekisho-" + report.version()), json::text);
        });
    if (!report.gaps().isEmpty()) {
      json.text(
          "comment",
          "Not examined: "
              + String.join(
                  "; ",
                  report.gaps().stream()
                      .map(gap -> gap.where() + " (" + gap.why() + ")")
                      .toList()));
    }
    Map<String, String> others = otherLicences(report.components());
    List<Component> components = report.components();
    json.array(
        "packages",
        numbers(components.size() + 1),
        number ->
            json.object(
                () -> {
                  if (number == 0) {
                    target(json, report, name);
                  } else {
                    component(json, components.get(number - 1), number, others);
                  }
                }));
    json.some(
        "hasExtractedLicensingInfos",
        others.entrySet(),
        entry ->
            json.object(
                () -> {
                  json.text("licenseId", entry.getValue());
                  json.text("extractedText", entry.getKey());
                  json.text("name", entry.getKey());
                }));
    json.array(
        "relationships",
        numbers(components.size() + 1),
        number ->
            json.object(
                () -> {
                  json.text("spdxElementId", number == 0 ? "SPDXRef-DOCUMENT" : "SPDXRef-Target");
                  json.text("relationshipType", number == 0 ? "DESCRIBES" : "CONTAINS");
                  json.text(
                      "relatedSpdxElement",
                      number == 0 ? "SPDXRef-Target" : "SPDXRef-Package-" + number);
                }));
  }

  private static UUID identity(ScanReport report) {
    return UUID.nameUUIDFromBytes(
        (report.target() + "\n" + report.createdAt() + "\n" + report.components())
            .getBytes(StandardCharsets.UTF_8));
  }

  private static List<Integer> numbers(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  private static void target(Json json, ScanReport report, String name) throws IOException {
    json.text("SPDXID", "SPDXRef-Target");
    json.text("name", name);
    json.text("versionInfo", report.target().image().map(image -> image.id().toString()));
    json.text("downloadLocation", NO_ASSERTION);
    json.truth("filesAnalyzed", false);
    json.text(
        "primaryPackagePurpose",
        switch (report.target().kind()) {
          case IMAGE -> "CONTAINER";
          case FILE_SYSTEM, ROOT_FILE_SYSTEM -> "ARCHIVE";
          case REPOSITORY, SBOM -> "APPLICATION";
        });
    json.text("licenseConcluded", NO_ASSERTION);
    json.text("licenseDeclared", NO_ASSERTION);
    json.text("copyrightText", NO_ASSERTION);
  }

  private static void component(
      Json json, Component component, int number, Map<String, String> others) throws IOException {
    json.text("SPDXID", "SPDXRef-Package-" + number);
    json.text("name", Contents.name(component));
    json.text("versionInfo", component.purl().version());
    json.text("downloadLocation", NO_ASSERTION);
    json.truth("filesAnalyzed", false);
    json.text("licenseConcluded", NO_ASSERTION);
    json.text("licenseDeclared", declared(component, others));
    json.text("copyrightText", NO_ASSERTION);
    json.text(
        "sourceInfo",
        "found by "
            + component.foundBy()
            + " in "
            + String.join(
                ", ",
                component.locations().stream()
                    .map(location -> location.path().isEmpty() ? "." : location.path())
                    .distinct()
                    .toList()));
    json.array(
        "externalRefs",
        List.of(component.purl().toString()),
        purl ->
            json.object(
                () -> {
                  json.text("referenceCategory", "PACKAGE-MANAGER");
                  json.text("referenceType", "purl");
                  json.text("referenceLocator", purl);
                }));
  }

  /** All that the package states, joined by AND as SPDX wants one expression. */
  private static String declared(Component component, Map<String, String> others) {
    if (component.licences().isEmpty()) {
      return NO_ASSERTION;
    }
    return String.join(
        " AND ",
        component.licences().stream()
            .map(
                licence -> {
                  Optional<String> expression = Licences.expression(licence);
                  return expression
                      .map(
                          text ->
                              component.licences().size() > 1 && text.contains(" OR ")
                                  ? "(" + text + ")"
                                  : text)
                      .orElseGet(() -> others.getOrDefault(licence, NO_ASSERTION));
                })
            .distinct()
            .toList());
  }

  /** Texts that are not on the SPDX list get an id of this document's own. */
  private static Map<String, String> otherLicences(List<Component> components) {
    Map<String, String> others = new LinkedHashMap<>();
    for (Component component : components) {
      for (String licence : component.licences()) {
        if (Licences.expression(licence).isEmpty()) {
          others.computeIfAbsent(licence, text -> "LicenseRef-" + (others.size() + 1));
        }
      }
    }
    return others;
  }
}
