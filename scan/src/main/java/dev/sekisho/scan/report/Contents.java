package dev.sekisho.scan.report;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A report looked at in the ways that formats need it. */
final class Contents {
  static final String HOME = "https://github.com/sekisho/sekisho";

  private Contents() {}

  /** The findings of one kind, in the report's order. */
  static <T extends Finding> List<T> of(ScanReport report, Class<T> kind) {
    return report.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** {@code CRITICAL} … {@code LOW}, {@code UNKNOWN} where nobody has rated it. */
  static String severity(Finding finding) {
    return finding.severity().filter(s -> s != Severity.NONE).map(Severity::name).orElse("UNKNOWN");
  }

  /** Where the finding is; for a vulnerability, the record that names its component. */
  static Location location(Finding finding) {
    return switch (finding) {
      case Finding.Vulnerability vulnerability -> vulnerability.component().locations().getFirst();
      case Finding.Secret secret -> secret.location();
      case Finding.Malware malware -> malware.location();
      case Finding.Misconfiguration misconfiguration -> misconfiguration.location();
    };
  }

  /** The name as people of its ecosystem write it: {@code group:artifact}, {@code @scope/name}. */
  static String name(Component component) {
    String namespace = component.purl().namespace();
    String name = component.purl().name();
    return switch (component.purl().type()) {
      case "deb", "apk", "rpm" -> name;
      case "maven" -> namespace.isEmpty() ? name : namespace + ":" + name;
      default -> namespace.isEmpty() ? name : namespace + "/" + name;
    };
  }

  /** The highest CVSS score known. */
  static Optional<Double> score(Finding.Vulnerability vulnerability) {
    return vulnerability.ratings().stream()
        .filter(rating -> rating.score().isPresent())
        .map(rating -> rating.score().getAsDouble())
        .max(Double::compare);
  }

  /** How many findings there are of each severity, the worst first; those without any left out. */
  static Map<Severity, Integer> count(List<? extends Finding> findings) {
    Map<Severity, Integer> counts = new TreeMap<>(java.util.Comparator.reverseOrder());
    findings.forEach(
        finding -> counts.merge(finding.severity().orElse(Severity.NONE), 1, Integer::sum));
    return counts;
  }

  /** A file's path as a relative URI reference: every byte that has a meaning there is escaped. */
  static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte each : path.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      char character = (char) (each & 0xff);
      if (character < 0x80
          && (Character.isLetterOrDigit(character)
              || "/-._~!$&'()*+,;=@".indexOf(character) >= 0)) {
        uri.append(character);
      } else {
        uri.append('%').append("%02X".formatted((int) character));
      }
    }
    return uri.toString();
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
