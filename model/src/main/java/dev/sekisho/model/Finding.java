package dev.sekisho.model;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Something in an image that a person should act on, with its evidence and its fix. */
public sealed interface Finding {
  /**
   * A stable name, such as {@code CVE-2024-1234}, {@code aws-access-key-id} or {@code
   * image.root-user}.
   */
  String id();

  /**
   * Empty where nobody has rated it: then it counts below {@link Severity#LOW} and is shown as
   * unknown.
   */
  Optional<Severity> severity();

  /**
   * A component with a known vulnerability.
   *
   * @param id the id that people search for: the CVE where there is one
   * @param aliases the other names, the record's own among them
   * @param component what is affected
   * @param status what is known of it, in the terms of OpenVEX and of the distributions
   * @param fixedVersion the first version without it on the installed one's branch; empty if there
   *     is none
   * @param severity the vendor's first, then from the CVSS vector
   * @param ratings every rating known, with its vector
   * @param title one line; empty if the record has none
   * @param description as the source wrote it, any UTF-8
   * @param references addresses
   * @param published empty if the record does not say
   * @param exploitProbability EPSS, 0 to 1; empty if there is no EPSS data
   * @param knownExploited since when CISA lists it as exploited; empty if it does not
   * @param why how it was matched
   */
  record Vulnerability(
      String id,
      List<String> aliases,
      Component component,
      Status status,
      Optional<String> fixedVersion,
      Optional<Severity> severity,
      List<Rating> ratings,
      String title,
      String description,
      List<String> references,
      Optional<Instant> published,
      OptionalDouble exploitProbability,
      Optional<LocalDate> knownExploited,
      Match why)
      implements Finding {
    public Vulnerability {
      aliases = List.copyOf(aliases);
      ratings = List.copyOf(ratings);
      references = List.copyOf(references);
    }
  }

  /**
   * What is known of a vulnerability in a component.
   *
   * @see <a href="https://github.com/openvex/spec">OpenVEX</a>
   */
  enum Status {
    AFFECTED,
    FIXED,
    WILL_NOT_FIX,
    FIX_DEFERRED,
    UNDER_INVESTIGATION,
    END_OF_LIFE,
    NOT_AFFECTED
  }

  /**
   * One source's rating.
   *
   * @param source who rated it, such as {@code nvd}, {@code ghsa}, {@code debian}
   * @param vector CVSS vector, or the vendor's word where it has none
   * @param score 0 to 10; empty for a word
   */
  record Rating(String source, String vector, OptionalDouble score, Optional<Severity> severity) {}

  /**
   * Why a vulnerability was reported.
   *
   * @param record id of the source record, such as {@code GHSA-…} or {@code DSA-5000-1}
   * @param source where the record comes from, such as {@code osv.dev/Debian:12}
   * @param packageName the name in the record that matched
   * @param version the version that was compared: the source package's for dpkg and apk
   * @param range the range in the record that holds it, in words such as {@code >= 1.0, < 1.2.3}
   * @param comparator the ordering used, such as {@code dpkg}, {@code semver}, {@code maven}
   */
  record Match(
      String record,
      String source,
      String packageName,
      String version,
      String range,
      String comparator) {}

  /**
   * A credential left in a file, in the environment or in a label.
   *
   * @param id of the rule
   * @param title what it is
   * @param redacted the line with the secret masked: no output ever holds more
   */
  record Secret(
      String id, String title, Optional<Severity> severity, Location location, String redacted)
      implements Finding {}

  /**
   * A file that a malware engine, a YARA rule or a hash list knows.
   *
   * @param id name of the signature
   * @param engine such as {@code clamav}, {@code yara}, {@code hash-list}
   */
  record Malware(String id, String engine, Optional<Severity> severity, Location location)
      implements Finding {}

  /**
   * A configuration that weakens what runs with it.
   *
   * @param id of the check, such as {@code image.root-user}
   * @param seen what was found there
   * @param references ids such as {@code CIS-Docker-4.1}
   */
  record Misconfiguration(
      String id,
      Optional<Severity> severity,
      Location location,
      Map<String, String> seen,
      List<String> references)
      implements Finding {
    public Misconfiguration {
      seen = Map.copyOf(seen);
      references = List.copyOf(references);
    }
  }
}
