package dev.sekisho.policy;

import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Severity;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Makes facts of scans and configurations of the controls that judge them. */
final class RandomScans {
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

  private final Random random;

  RandomScans(Random random) {
    this.random = random;
  }

  ImageFact fact() {
    ImageFact.Kind kind = any(List.of(ImageFact.Kind.values()));
    return new ImageFact(
        kind,
        any(List.of("CVE-1", "CVE-2", "a", "b", "", "root", "1000")),
        any(List.of("pkg:npm/a@1", "app/x", "")),
        random.nextInt(5) == 0 ? Optional.empty() : Optional.of(any(List.of(Severity.values()))),
        any(List.of("", "2.0")),
        random.nextInt(40) - 1,
        random.nextInt(10) / 10.0,
        random.nextInt(4) == 0,
        any(List.of(List.of(), List.of("MIT"), List.of("AGPL-3.0-only", "org.a"), List.of("a"))));
  }

  /** The text of one control. */
  String control(String kind, String mode) {
    return switch (kind) {
      case Vulnerabilities.NAME ->
          "{severity: "
              + any(SEVERITIES)
              + ", fixable: "
              + random.nextBoolean()
              + ", graceDays: "
              + random.nextInt(20)
              + ", exploited: "
              + random.nextBoolean()
              + any(List.of("", ", exploitPercent: 50", ", advisoryDays: 7"))
              + mode
              + "}";
      case Malware.NAME -> "{allow: [" + any(List.of("", "a", "CVE*")) + "]" + mode + "}";
      case Secrets.NAME ->
          "{severity: " + any(SEVERITIES) + ", allow: [" + any(List.of("", "b")) + "]" + mode + "}";
      case ImageConfigurationControl.NAME ->
          "{nonRoot: "
              + random.nextBoolean()
              + ", labels: [org.a], baseImages: ["
              + any(List.of("", "a"))
              + "], packages: ["
              + any(List.of("", "b"))
              + "], licences: ["
              + any(List.of("", "AGPL*"))
              + "], checks: "
              + any(SEVERITIES)
              + mode
              + "}";
      default -> throw new AssertionError(kind);
    };
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
