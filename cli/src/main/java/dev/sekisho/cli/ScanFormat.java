package dev.sekisho.cli;

import dev.sekisho.scan.report.CycloneDxReport;
import dev.sekisho.scan.report.GithubReport;
import dev.sekisho.scan.report.GitlabReport;
import dev.sekisho.scan.report.HtmlReport;
import dev.sekisho.scan.report.JsonReport;
import dev.sekisho.scan.report.JunitReport;
import dev.sekisho.scan.report.Report;
import dev.sekisho.scan.report.SarifReport;
import dev.sekisho.scan.report.SpdxReport;
import dev.sekisho.scan.report.Words;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The forms of a report, by the names that {@code --format} takes. */
final class ScanFormat {
  static final String TABLE = "table";
  private static final List<String> NAMES =
      List.of(
          TABLE, "json", "sarif", "cyclonedx", "spdx-json", "junit", "github", "gitlab", "html");

  private ScanFormat() {}

  /** The names, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return NAMES.iterator();
    }
  }

  /** Whether a form is a bill of materials. */
  static boolean isBill(String name) {
    return List.of("cyclonedx", "spdx-json", "github").contains(name.toLowerCase(Locale.ROOT));
  }

  /** The writer of a form; empty for the table. */
  static Optional<Report> of(String name, Locale locale, Map<String, String> environment) {
    Words words = new Words(locale);
    return switch (name.toLowerCase(Locale.ROOT)) {
      case TABLE -> Optional.empty();
      case "json" -> Optional.of(new JsonReport());
      case "sarif" -> Optional.of(new SarifReport(words));
      case "cyclonedx" -> Optional.of(new CycloneDxReport());
      case "spdx-json" -> Optional.of(new SpdxReport());
      case "junit" -> Optional.of(new JunitReport(words));
      case "github" -> Optional.of(new GithubReport(environment));
      case "gitlab" -> Optional.of(new GitlabReport(words));
      case "html" -> Optional.of(new HtmlReport(words));
      default -> throw Exit.INPUT.because("scan-format", name, String.join(", ", NAMES));
    };
  }
}
