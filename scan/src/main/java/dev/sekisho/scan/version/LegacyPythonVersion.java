package dev.sekisho.scan.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PEP 440 does not take: setuptools ordered it by itself, before every version that PEP 440
 * takes, and old packages and advisories still carry it.
 *
 * @see <a href="https://setuptools.pypa.io/en/latest/pkg_resources.html#parsing-utilities">the old
 *     order</a>
 */
final class LegacyPythonVersion {
  private static final Pattern PART = Pattern.compile("[0-9]+|[a-z]+|-|[^0-9a-z.-]+");
  private static final String FINAL = "*final";

  private LegacyPythonVersion() {}

  static int compare(String left, String right) {
    List<String> a = key(left);
    List<String> b = key(right);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = part(a.get(i), b.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(a.size(), b.size());
  }

  /** A star stands before words and sorts before digits. */
  private static int part(String left, String right) {
    return Digits.areDigits(left) && Digits.areDigits(right)
        ? Digits.compare(left, right)
        : left.compareTo(right);
  }

  private static List<String> key(String version) {
    List<String> key = new ArrayList<>();
    Matcher matcher = PART.matcher(version.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      String part =
          switch (matcher.group()) {
            case "pre", "preview", "rc" -> "*c";
            case "-" -> "*final-";
            case "dev" -> "*@";
            default -> Digits.areDigits(matcher.group()) ? matcher.group() : "*" + matcher.group();
          };
      add(key, part);
    }
    add(key, FINAL);
    return key;
  }

  private static void add(List<String> key, String part) {
    if (part.startsWith("*")) {
      if (part.compareTo(FINAL) < 0) {
        while (!key.isEmpty() && key.getLast().equals("*final-")) key.removeLast();
      }
      while (!key.isEmpty()
          && Digits.areDigits(key.getLast())
          && Digits.compare(key.getLast(), "0") == 0) {
        key.removeLast();
      }
    }
    key.add(part);
  }
}
