package dev.sekisho.scan.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code v?number(.number){0,3}(-stability number?)?}; a branch ({@code dev-main}) has no order.
 *
 * @see <a href="https://getcomposer.org/doc/articles/versions.md">versions and constraints</a>
 */
final class ComposerVersion {
  /** The plain version is 0. */
  private static final Map<String, Integer> STABILITY =
      Map.of(
          "dev", -5, "alpha", -4, "a", -4, "beta", -3, "b", -3, "rc", -2, "stable", 0, "patch", 1,
          "pl", 1, "p", 1);

  private ComposerVersion() {}

  private record Parts(List<String> numbers, int stability, List<String> stages, boolean dev) {}

  static int compare(String left, String right) throws MalformedVersionException {
    Parts a = parts(left);
    Parts b = parts(right);
    int order = numbers(a.numbers, b.numbers);
    if (order != 0) return order;
    order = Integer.compare(a.stability, b.stability);
    if (order != 0) return order;
    order = numbers(a.stages, b.stages);
    // 1.0-beta1-dev comes before 1.0-beta1.
    return order != 0 ? order : -Boolean.compare(a.dev, b.dev);
  }

  private static int numbers(List<String> left, List<String> right) {
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int order =
          Digits.compare(
              i < left.size() ? left.get(i) : "0", i < right.size() ? right.get(i) : "0");
      if (order != 0) return order;
    }
    return 0;
  }

  private static Parts parts(String version) throws MalformedVersionException {
    String text = version.toLowerCase(Locale.ROOT);
    int plus = text.indexOf('+');
    if (plus >= 0) text = text.substring(0, plus);
    if (text.startsWith("v")) text = text.substring(1);
    int at = 0;
    List<String> numbers = new ArrayList<>();
    while (at < text.length() && Digits.isDigit(text.charAt(at))) {
      int end = at;
      while (end < text.length() && Digits.isDigit(text.charAt(end))) end++;
      numbers.add(text.substring(at, end));
      at = end;
      if (at + 1 < text.length() && text.charAt(at) == '.' && Digits.isDigit(text.charAt(at + 1))) {
        at++;
      } else {
        break;
      }
    }
    if (numbers.isEmpty()) throw malformed(version);
    String rest = text.substring(at);
    boolean dev = rest.endsWith("-dev") || rest.endsWith(".dev") || rest.endsWith("_dev");
    if (dev) rest = rest.substring(0, rest.length() - 4);
    if (rest.isEmpty()) return new Parts(numbers, dev ? -5 : 0, List.of(), false);
    return stage(version, numbers, rest, dev);
  }

  private static Parts stage(String version, List<String> numbers, String rest, boolean dev)
      throws MalformedVersionException {
    int at = ".-_".indexOf(rest.charAt(0)) >= 0 ? 1 : 0;
    int end = at;
    while (end < rest.length() && Digits.isLetter(rest.charAt(end))) end++;
    Integer stability = STABILITY.get(rest.substring(at, end));
    if (stability == null) throw malformed(version);
    List<String> stages = new ArrayList<>();
    while (end < rest.length()) {
      if (".-_".indexOf(rest.charAt(end)) >= 0) end++;
      int from = end;
      while (end < rest.length() && Digits.isDigit(rest.charAt(end))) end++;
      if (from == end) throw malformed(version);
      stages.add(rest.substring(from, end));
    }
    return new Parts(numbers, stability, stages, dev);
  }

  private static MalformedVersionException malformed(String version) {
    return new MalformedVersionException(version, "number(.number)*(-stability)? of Composer");
  }
}
