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
  private static final SortedMap<String, String> NONE =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  public Purl {
    if (type.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "package URL of type '" + type + "' and name '" + name + "': expected both");
    }
    qualifiers =
        qualifiers.isEmpty() ? NONE : Collections.unmodifiableSortedMap(new TreeMap<>(qualifiers));
  }

  /**
   * One without qualifiers and subpath, in the normal form of its type: {@code pypi}'s name {@code
   * Foo_Bar} becomes {@code foo-bar}.
   */
  public static Purl of(String type, String namespace, String name, String version) {
    return new Purl(
        type,
        PurlType.namespace(type, namespace),
        PurlType.name(type, name, NONE),
        PurlType.version(type, version),
        NONE,
        "");
  }

  /**
   * Reads a package URL and brings it into normal form.
   *
   * @throws IllegalArgumentException if the specification does not allow it, with the reason
   */
  public static Purl parse(String text) {
    return PurlText.read(text, true);
  }

  /**
   * Reads a package URL as others write them: what {@link #parse} accepts, and qualifiers whose
   * keys start with an upper-case letter.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static Purl normalize(String text) {
    return PurlText.read(text, false);
  }

  public Purl withQualifiers(Map<String, String> values) {
    return new Purl(type, namespace, name, version, new TreeMap<>(values), subpath);
  }

  public Purl withQualifier(String key, String value) {
    TreeMap<String, String> all = new TreeMap<>(qualifiers);
    all.put(key, value);
    return new Purl(type, namespace, name, version, all, subpath);
  }

  /**
   * Checks what the specification says of the type: characters, namespace required or prohibited.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public Purl checked() {
    PurlType.check(this);
    return this;
  }

  /** The canonical text, such as {@code pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64}. */
  @Override
  public String toString() {
    return PurlText.write(this);
  }
}
