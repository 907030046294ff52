package dev.sekisho.model;

import java.util.List;
import java.util.Optional;

/**
 * A piece of software in an image, by purl.
 *
 * @param purl its name and version as its ecosystem writes them; an epoch stands in the version
 *     ({@code 1:2.3-4}), as the package manager prints it
 * @param source what it was built from, where advisories speak of that (dpkg, apk, rpm); empty if
 *     it is the same or unknown
 * @param licences SPDX expressions where the package states such, else the text it states
 * @param locations where it was found, at least one; the first is the record that names it
 * @param foundBy id of the analyzer, such as {@code dpkg} or {@code java-archive}
 * @param scope what it is needed for
 */
public record Component(
    Purl purl,
    Optional<Source> source,
    List<String> licences,
    List<Location> locations,
    String foundBy,
    Scope scope) {
  public Component {
    licences = List.copyOf(licences);
    locations = List.copyOf(locations);
    if (locations.isEmpty()) {
      throw new IllegalArgumentException("component " + purl + ": expected a location");
    }
  }

  /**
   * A source package.
   *
   * @param module the module stream of an RPM, such as {@code nodejs:18}; empty if there is none
   */
  public record Source(String name, String version, String module) {}

  /** What a lock file says a dependency is for. */
  public enum Scope {
    RUNTIME,
    DEVELOPMENT,
    OPTIONAL
  }
}
