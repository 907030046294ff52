package dev.sekisho.scan.version;

import java.util.ArrayList;
import java.util.List;

/**
 * Segments of digits and of letters: letters make a prerelease and are older than any number.
 *
 * @see <a href="https://docs.ruby-lang.org/en/3.4/Gem/Version.html">Gem::Version</a>
 */
final class RubyGemsVersion {
  private RubyGemsVersion() {}

  static int compare(String left, String right) throws MalformedVersionException {
    List<String> a = segments(left);
    List<String> b = segments(right);
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      String x = i < a.size() ? a.get(i) : "0";
      String y = i < b.size() ? b.get(i) : "0";
      boolean number = Digits.isDigit(x.charAt(0));
      if (number != Digits.isDigit(y.charAt(0))) return number ? 1 : -1;
      int order = number ? Digits.compare(x, y) : x.compareTo(y);
      if (order != 0) return order;
    }
    return 0;
  }

  private static List<String> segments(String version) throws MalformedVersionException {
    check(version);
    List<String> segments = new ArrayList<>();
    int at = 0;
    while (at < version.length()) {
      char c = version.charAt(at);
      if (c == '-') segments.add("pre");
      int end = at + 1;
      if (Digits.isDigit(c) || Digits.isLetter(c)) {
        boolean number = Digits.isDigit(c);
        while (end < version.length()
            && (number
                ? Digits.isDigit(version.charAt(end))
                : Digits.isLetter(version.charAt(end)))) {
          end++;
        }
        segments.add(version.substring(at, end));
      }
      at = end;
    }
    return segments;
  }

  private static void check(String version) throws MalformedVersionException {
    boolean good = version.isEmpty() || Digits.isDigit(version.charAt(0));
    for (int i = 0; i < version.length(); i++) {
      char c = version.charAt(i);
      good &= Digits.isDigit(c) || Digits.isLetter(c) || c == '.' || c == '-';
      boolean ends = i + 1 == version.length() || version.charAt(i + 1) == '.';
      good &= c != '.' || !ends;
    }
    if (!good) throw new MalformedVersionException(version, "number(.part)*(-part)? of RubyGems");
  }
}
