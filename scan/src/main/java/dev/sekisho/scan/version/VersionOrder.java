package dev.sekisho.scan.version;

/**
 * An ordering of versions.
 *
 * <p>A text that is no version of the ecosystem is refused: an order that takes anything would call
 * what it does not understand fixed.
 */
public enum VersionOrder {
  /** Alpine's and Wolfi's packages: apk-tools. */
  APK {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return ApkVersion.compare(left, right);
    }
  },
  /** PHP packages: Composer. */
  COMPOSER {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return ComposerVersion.compare(left, right);
    }
  },
  /** Debian's and Ubuntu's packages: dpkg. */
  DPKG {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return DpkgVersion.compare(left, right);
    }
  },
  /** Java: Maven's ComparableVersion. */
  MAVEN {
    @Override
    int ordered(String left, String right) {
      return MavenVersion.compare(left, right);
    }
  },
  /** .NET: NuGet's four-part semantic versions. */
  NUGET {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return NugetVersion.compare(left, right);
    }
  },
  /** Python: PEP 440, and before it what it does not take. */
  PEP440 {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return Pep440Version.compare(left, right);
    }
  },
  /** Red Hat, AlmaLinux, Rocky, SUSE: rpm. */
  RPM {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return RpmVersion.compare(left, right);
    }
  },
  /** Ruby: RubyGems. */
  RUBYGEMS {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return RubyGemsVersion.compare(left, right);
    }
  },
  /** npm, Go, Cargo, Hex, Pub, Swift: semantic versions. */
  SEMVER {
    @Override
    int ordered(String left, String right) throws MalformedVersionException {
      return SemanticVersion.compare(left, right);
    }
  };

  private static final int LONGEST = 4096;

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
    return ordered(left.strip(), right.strip());
  }

  abstract int ordered(String left, String right) throws MalformedVersionException;

  /** The name that a finding shows, such as {@code dpkg}. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
