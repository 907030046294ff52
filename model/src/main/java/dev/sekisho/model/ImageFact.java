package dev.sekisho.model;

import java.util.List;
import java.util.Optional;

/**
 * One thing that a scan says of an image, as controls of the build plane judge it.
 *
 * @param id of the vulnerability, rule, signature or check; of a package its name; of the user its
 *     name
 * @param subject where it is: a package URL or a path; empty if it is the image itself
 * @param severity empty where nobody has rated it
 * @param fixedVersion empty if there is none
 * @param ageDays since it was published, or since the advisories were made; -1 if it is not known
 * @param exploitProbability EPSS from 0 to 1; -1 if it is not known
 * @param exploited whether CISA lists it as exploited
 * @param values licences of a package, keys of labels, names of base images
 */
public record ImageFact(
    Kind kind,
    String id,
    String subject,
    Optional<Severity> severity,
    String fixedVersion,
    int ageDays,
    double exploitProbability,
    boolean exploited,
    List<String> values) {
  public ImageFact {
    values = List.copyOf(values);
  }

  /** What is said. */
  public enum Kind {
    VULNERABILITY,
    MALWARE,
    SECRET,
    MISCONFIGURATION,
    /** Software that is in it, whether or not anything is wrong with it. */
    PACKAGE,
    /** Whom its programs run as; {@code id} is empty for root by default. */
    USER,
    LABELS,
    /** What it was made from, as it says itself; no values if it says nothing. */
    BASE_IMAGES,
    /** The advisories that were used. */
    ADVISORIES
  }

  /** One that is said of the image itself. */
  public static ImageFact of(Kind kind, String id, List<String> values) {
    return new ImageFact(kind, id, "", Optional.empty(), "", -1, -1, false, values);
  }
}
