package dev.sekisho.scan.version;

import java.util.Arrays;
import java.util.List;

/**
 * {@code major.minor.patch[-prerelease][+build]}. A leading {@code v}, as Go writes it, and fewer
 * or more parts, as registries hold them, are understood; the build says nothing about order.
 *
 * @see <a href="https://semver.org/spec/v2.0.0.html">Semantic Versioning 2.0.0</a>
 */
final class SemanticVersion {
  private SemanticVersion() {}

  static int compare(String left, String right) throws MalformedVersionException {
    return compare(left, right, false);
  }

  /**
   * @param ignoresCase whether prereleases are compared without their case
   */
  static int compare(String left, String right, boolean ignoresCase)
      throws MalformedVersionException {
    Parts a = Parts.of(left);
    Parts b = Parts.of(right);
    for (int i = 0; i < Math.max(a.numbers.size(), b.numbers.size()); i++) {
      int order = Digits.compare(a.number(i), b.number(i));
      if (order != 0) return order;
    }
    return prerelease(a.prerelease, b.prerelease, ignoresCase);
  }

  private record Parts(List<String> numbers, String prerelease) {
    static Parts of(String version) throws MalformedVersionException {
      String text =
          version.startsWith("v") || version.startsWith("=") ? version.substring(1) : version;
      int plus = text.indexOf('+');
      if (plus >= 0) text = text.substring(0, plus);
      int dash = text.indexOf('-');
      List<String> numbers =
          Arrays.asList((dash < 0 ? text : text.substring(0, dash)).split("\\.", -1));
      boolean good = true;
      for (String number : numbers) good &= Digits.areDigits(number);
      String prerelease = dash < 0 ? "" : text.substring(dash + 1);
      if (!good || (dash >= 0 && prerelease.isEmpty())) {
        throw new MalformedVersionException(
            version, "major.minor.patch[-prerelease][+build] of semantic versions");
      }
      return new Parts(numbers, prerelease);
    }

    String number(int index) {
      return index < numbers.size() ? numbers.get(index) : "0";
    }
  }

  private static int prerelease(String left, String right, boolean ignoresCase) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    String[] a = left.split("\\.", -1);
    String[] b = right.split("\\.", -1);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int order = identifier(a[i], b[i], ignoresCase);
      if (order != 0) return order;
    }
    return Integer.compare(a.length, b.length);
  }

  /** Numbers are older than words. */
  private static int identifier(String left, String right, boolean ignoresCase) {
    boolean leftNumber = Digits.areDigits(left);
    boolean rightNumber = Digits.areDigits(right);
    if (leftNumber && rightNumber) return Digits.compare(left, right);
    if (leftNumber != rightNumber) return leftNumber ? -1 : 1;
    return ignoresCase ? left.compareToIgnoreCase(right) : left.compareTo(right);
  }
}
