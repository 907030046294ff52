package dev.sekisho.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a scan found, and what it could not look at.
 *
 * @param target what was scanned
 * @param system its distribution; empty if it states none
 * @param components the software in it, whether or not anything is wrong with it
 * @param findings what is wrong, the worst first
 * @param gaps what was not examined: a report with a gap is not clean
 * @param leftOut what was not looked at because the default says so, in words
 * @param scanners what was looked for
 * @param database the advisories that were used; empty if none were
 * @param createdAt when the scan ended
 * @param version of Sekisho
 */
public record ScanReport(
    Target target,
    Optional<OperatingSystem> system,
    List<Component> components,
    List<Finding> findings,
    List<Gap> gaps,
    List<Phrase> leftOut,
    Set<Scanner> scanners,
    Optional<AdvisoryState> database,
    Instant createdAt,
    String version) {
  public ScanReport {
    components = List.copyOf(components);
    findings = List.copyOf(findings);
    gaps = List.copyOf(gaps);
    leftOut = List.copyOf(leftOut);
    scanners = Set.copyOf(scanners);
  }

  /** What a scan looks for; the names are those of {@code --scanners}. */
  public enum Scanner {
    VULN,
    SECRET,
    MISCONFIG,
    LICENSE,
    MALWARE
  }

  /**
   * What was scanned.
   *
   * @param name as the user wrote it
   * @param image its identity; empty if it is not an image
   */
  public record Target(Kind kind, String name, Optional<ScannedImage> image) {}

  /** What sort of thing was scanned. */
  public enum Kind {
    IMAGE,
    FILE_SYSTEM,
    ROOT_FILE_SYSTEM,
    REPOSITORY,
    SBOM
  }

  /**
   * The image that was scanned.
   *
   * @param id digest of its configuration
   * @param repositoryDigests {@code repository@sha256:…}; empty if it was never pushed or pulled
   * @param layers in the order of the configuration's DiffIDs
   */
  public record ScannedImage(
      Digest id,
      List<String> repositoryDigests,
      String architecture,
      String operatingSystem,
      List<Layer> layers) {
    public ScannedImage {
      repositoryDigests = List.copyOf(repositoryDigests);
      layers = List.copyOf(layers);
    }
  }

  /**
   * A layer.
   *
   * @param createdBy the line of the Dockerfile, from the image's history; empty if it has none
   */
  public record Layer(Digest diffId, String createdBy) {}

  /**
   * The advisories that were used.
   *
   * @param builtAt when the database was made
   * @param newestAdvisory when the newest record in it was changed
   * @param advisories how many records it holds
   */
  public record AdvisoryState(Instant builtAt, Instant newestAdvisory, int advisories) {}
}
