package dev.sekisho.policy;

import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the controls that judge what a scan says of an image. */
final class BuildControlReader {
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");
  private static final int YEARS = 3650;

  private BuildControlReader() {}

  static List<String> keys(String control) {
    return switch (control) {
      case ImageConfigurationControl.NAME ->
          List.of("nonRoot", "labels", "baseImages", "packages", "licences", "checks");
      case Malware.NAME -> List.of("allow");
      case Secrets.NAME -> List.of("severity", "allow");
      case Vulnerabilities.NAME ->
          List.of(
              "severity", "fixable", "graceDays", "exploited", "exploitPercent", "advisoryDays");
      default -> throw new AssertionError("control " + control);
    };
  }

  static Optional<Control> read(String control, MapReader map) {
    int before = map.findings().errors();
    Control read =
        switch (control) {
          case ImageConfigurationControl.NAME -> imageConfiguration(map);
          case Malware.NAME -> new Malware(map.patterns("allow", true));
          case Secrets.NAME ->
              new Secrets(
                  severity(map, "severity").orElse(Severity.LOW), map.patterns("allow", true));
          case Vulnerabilities.NAME -> vulnerabilities(map);
          default -> throw new AssertionError("control " + control);
        };
    return map.findings().errors() > before ? Optional.empty() : Optional.of(read);
  }

  private static Optional<Severity> severity(MapReader map, String key) {
    return map.word(key, SEVERITIES).map(word -> Severity.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private static Control vulnerabilities(MapReader map) {
    return new Vulnerabilities(
        severity(map, "severity").orElse(Severity.HIGH),
        map.truth("fixable").orElse(false),
        map.number("graceDays", 0, YEARS).orElse(0),
        map.truth("exploited").orElse(true),
        map.number("exploitPercent", 0, 100),
        map.number("advisoryDays", 0, YEARS));
  }

  private static Control imageConfiguration(MapReader map) {
    ImageConfigurationControl control =
        new ImageConfigurationControl(
            map.truth("nonRoot").orElse(false),
            map.texts("labels").orElse(List.of()).stream().map(ScalarNode::getValue).toList(),
            map.patterns("baseImages", true),
            map.patterns("packages", true),
            map.patterns("licences", true),
            severity(map, "checks"));
    boolean isEmpty =
        !control.nonRoot()
            && control.labels().isEmpty()
            && control.baseImages().isEmpty()
            && control.packages().isEmpty()
            && control.licences().isEmpty()
            && control.checks().isEmpty();
    if (isEmpty) {
      map.findings().error(map.node(), "image-nothing");
    }
    return control;
  }
}
