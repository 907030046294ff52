package dev.sekisho.scan.advisory;

import dev.sekisho.model.Severity;
import java.util.Optional;
import us.springett.cvss.Cvss;

/**
 * The base score of a CVSS vector, counted when the database is built so that a scan need not.
 *
 * @see <a href="https://www.first.org/cvss/">CVSS 2.0, 3.0, 3.1, 4.0</a>
 */
final class CvssScore {
  private CvssScore() {}

  /** 0 to 10; empty if the text is no vector. */
  static Optional<Double> of(String vector) {
    if (vector.isEmpty() || vector.length() > 500) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Cvss.fromVector(vector))
          .map(parsed -> parsed.calculateScore().getBaseScore());
    } catch (RuntimeException e) {
      return Optional.empty(); // whatever stands there, it is no vector: the record has no score
    }
  }

  /** The qualitative scale of CVSS 3 and 4. */
  static Severity severity(double score) {
    if (score >= 9.0) return Severity.CRITICAL;
    if (score >= 7.0) return Severity.HIGH;
    if (score >= 4.0) return Severity.MEDIUM;
    return score > 0 ? Severity.LOW : Severity.NONE;
  }
}
