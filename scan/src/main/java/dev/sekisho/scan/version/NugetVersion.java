package dev.sekisho.scan.version;

/**
 * Semantic versions with up to four parts, prereleases without their case.
 *
 * @see <a href="https://learn.microsoft.com/nuget/concepts/package-versioning">package
 *     versioning</a>
 */
final class NugetVersion {
  private NugetVersion() {}

  static int compare(String left, String right) throws MalformedVersionException {
    return SemanticVersion.compare(left, right, true);
  }
}
