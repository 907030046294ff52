package dev.sekisho.scan.version;

/**
 * An ordering of versions.
 *
 * <p>A text that is no version of the ecosystem is refused: an order that takes anything would call
 * what it does not understand fixed.
 */
public enum VersionOrder {
  /** Alpine's and Wolfi's packages: apk-tools. */
  APK(ApkVersion::compare),
  /** PHP packages: Composer. */
  COMPOSER(ComposerVersion::compare),
  /** Debian's and Ubuntu's packages: dpkg. */
  DPKG(DpkgVersion::compare),
  /** Java: Maven's ComparableVersion. */
  MAVEN(MavenVersion::compare),
  /** .NET: NuGet's four-part semantic versions. */
  NUGET(NugetVersion::compare),
  /** Python: PEP 440, and before it what it does not take. */
  PEP440(Pep440Version::compare),
  /** Red Hat, AlmaLinux, Rocky, SUSE: rpm. */
  RPM(RpmVersion::compare),
  /** Ruby: RubyGems. */
  RUBYGEMS(RubyGemsVersion::compare),
  /** npm, Go, Cargo, Hex, Pub, Swift: semantic versions. */
  SEMVER(SemanticVersion::compare);

  private static final int LONGEST = 4096;

  @SuppressWarnings("ImmutableEnumChecker") // Each is a static method.
  private final Comparison comparison;

  VersionOrder(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Compares two texts without blanks around them. */
  private interface Comparison {
    int of(String left, String right) throws MalformedVersionException;
  }

  /**
   * Compares two versions.
   *
   * @return below, equal to or above 0 as {@code left} is older than, as old as or newer than
   *     {@code right}
   * @throws MalformedVersionException if one is no version of this ecosystem
   */
  public int compare(String left, String right) throws MalformedVersionException {
    if (left.length() > LONGEST || right.length() > LONGEST) {
      throw new MalformedVersionException(
          left.length() > right.length() ? left : right, "at most " + LONGEST + " characters");
    }
    return comparison.of(left.strip(), right.strip());
  }

  /** The name that a finding shows, such as {@code dpkg}. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
