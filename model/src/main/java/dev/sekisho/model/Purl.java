package dev.sekisho.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package URL: the name of a piece of software, in its normal form.
 *
 * @param type lower case, such as {@code deb}, {@code npm}, {@code maven}
 * @param namespace distribution, group or scope, segments joined by {@code /}, not escaped; empty
 *     if there is none
 * @param name not escaped
 * @param version not escaped; empty if it is not known
 * @param qualifiers such as {@code arch=amd64}, keys in lower case, without empty values
 * @param subpath below the package, not escaped; empty if there is none
 * @see <a href="https://github.com/package-url/purl-spec">purl specification</a>
 */
public record Purl(
    String type,
    String namespace,
    String name,
    String version,
    SortedMap<String, String> qualifiers,
    String subpath) {
  public Purl {
    if (type.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "package URL of type '" + type + "' and name '" + name + "': expected both");
    }
    qualifiers = Collections.unmodifiableSortedMap(new TreeMap<>(qualifiers));
  }

  /** One without qualifiers and subpath. */
  public static Purl of(String type, String namespace, String name, String version) {
    return new Purl(type, namespace, name, version, new TreeMap<>(), "");
  }

  public Purl withQualifiers(Map<String, String> values) {
    return new Purl(type, namespace, name, version, new TreeMap<>(values), subpath);
  }
}
