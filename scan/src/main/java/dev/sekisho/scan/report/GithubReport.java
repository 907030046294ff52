package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.ScanReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What GitHub's dependency graph takes: the components, by the file that names them.
 *
 * @see <a href="https://docs.github.com/en/rest/dependency-graph/dependency-submission">dependency
 *     submission</a>
 */
public final class GithubReport implements Report {
  private final Map<String, String> environment;

  /**
   * One for a run of GitHub Actions.
   *
   * @param environment {@code GITHUB_SHA}, {@code GITHUB_REF}, {@code GITHUB_RUN_ID}, {@code
   *     GITHUB_WORKFLOW} and {@code GITHUB_JOB} are read where they are set
   */
  public GithubReport(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public void write(ScanReport report, OutputStream out) throws IOException {
    try (Json json = new Json(out)) {
      json.object(() -> document(json, report));
    }
    out.write('\n');
  }

  private void document(Json json, ScanReport report) throws IOException {
    json.number("version", 0);
    json.object(
        "detector",
        () -> {
          json.text("name", "sekisho");
          json.text("version", report.version());
          json.text("url", Contents.HOME);
        });
    json.text("scanned", report.createdAt().toString());
    json.object(
        "job",
        () -> {
          json.text("id", environment.getOrDefault("GITHUB_RUN_ID", "local"));
          json.text(
              "correlator",
              (environment.getOrDefault("GITHUB_WORKFLOW", "sekisho")
                  + "_"
                  + environment.getOrDefault("GITHUB_JOB", "scan")));
        });
    json.text("sha", environment.getOrDefault("GITHUB_SHA", ""));
    json.text("ref", environment.getOrDefault("GITHUB_REF", ""));
    Map<String, Map<String, List<Component>>> manifests = new TreeMap<>();
    for (Component component : report.components()) {
      String path = component.locations().getFirst().path();
      manifests
          .computeIfAbsent(
              path.isEmpty() ? report.target().name() : path, key -> new LinkedHashMap<>())
          .computeIfAbsent(Contents.name(component), key -> new ArrayList<>())
          .add(component);
    }
    json.object(
        "manifests",
        () -> {
          for (var manifest : manifests.entrySet()) {
            json.object(
                manifest.getKey(), () -> manifest(json, manifest.getKey(), manifest.getValue()));
          }
        });
  }

  private static void manifest(Json json, String path, Map<String, List<Component>> byName)
      throws IOException {
    json.text("name", path);
    json.object("file", () -> json.text("source_location", path));
    json.object(
        "resolved",
        () -> {
          for (var entry : byName.entrySet()) {
            for (int i = 0; i < entry.getValue().size(); i++) {
              Component component = entry.getValue().get(i);
              json.object(
                  i == 0 ? entry.getKey() : entry.getKey() + " " + component.purl().version(),
                  () -> {
                    json.text("package_url", component.purl().toString());
                    json.text("relationship", "direct");
                    json.text(
                        "scope",
                        component.scope() == Component.Scope.DEVELOPMENT
                            ? "development"
                            : "runtime");
                  });
            }
          }
        });
  }
}
