package dev.sekisho.scan.version;

/**
 * {@code [epoch:]upstream[-revision]}.
 *
 * @see <a
 *     href="https://manpages.debian.org/bookworm/dpkg-dev/deb-version.7.en.html">deb-version(7)</a>
 */
final class DpkgVersion {
  private DpkgVersion() {}

  static int compare(String left, String right) throws MalformedVersionException {
    int leftColon = epochEnd(left);
    int rightColon = epochEnd(right);
    int order = Digits.compare(left, 0, Math.max(0, leftColon), right, 0, Math.max(0, rightColon));
    if (order != 0) return order;
    int leftDash = dash(left, leftColon);
    int rightDash = dash(right, rightColon);
    order =
        part(left.substring(leftColon + 1, leftDash), right.substring(rightColon + 1, rightDash));
    if (order != 0) return order;
    // An absent revision is the same as 0.
    return part(revision(left, leftDash), revision(right, rightDash));
  }

  private static String revision(String version, int dash) {
    return dash == version.length() ? "" : version.substring(dash + 1);
  }

  /** Index of the colon behind the epoch, -1 if there is none. */
  private static int epochEnd(String version) throws MalformedVersionException {
    int colon = version.indexOf(':');
    if (colon >= 0 && !Digits.areDigits(version.substring(0, colon))) {
      throw malformed(version);
    }
    if (version.length() == colon + 1) throw malformed(version);
    for (int i = colon + 1; i < version.length(); i++) {
      char c = version.charAt(i);
      boolean known = Digits.isDigit(c) || Digits.isLetter(c) || ".+-~:".indexOf(c) >= 0;
      // dpkg itself accepts an underscore in what is installed, with a warning.
      if (!known && c != '_') throw malformed(version);
    }
    return colon;
  }

  private static int dash(String version, int colon) throws MalformedVersionException {
    int dash = version.lastIndexOf('-');
    if (dash < 0) return version.length();
    if (dash == colon + 1) throw malformed(version);
    return dash;
  }

  private static MalformedVersionException malformed(String version) {
    return new MalformedVersionException(version, "[epoch:]upstream[-revision] of dpkg");
  }

  private static int part(String left, String right) {
    int i = 0;
    int j = 0;
    while (i < left.length() || j < right.length()) {
      while ((i < left.length() && !Digits.isDigit(left.charAt(i)))
          || (j < right.length() && !Digits.isDigit(right.charAt(j)))) {
        int order = Integer.compare(weight(left, i), weight(right, j));
        if (order != 0) return order;
        i++;
        j++;
      }
      int leftEnd = digitsEnd(left, Math.min(i, left.length()));
      int rightEnd = digitsEnd(right, Math.min(j, right.length()));
      int order =
          Digits.compare(
              left,
              Math.min(i, left.length()),
              leftEnd,
              right,
              Math.min(j, right.length()),
              rightEnd);
      if (order != 0) return order;
      i = leftEnd;
      j = rightEnd;
    }
    return 0;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && Digits.isDigit(text.charAt(end))) end++;
    return end;
  }

  /** A tilde sorts before the end, letters before all else. */
  private static int weight(String text, int index) {
    if (index >= text.length() || Digits.isDigit(text.charAt(index))) return 0;
    char c = text.charAt(index);
    if (c == '~') return -1;
    return Digits.isLetter(c) ? c : c + 256;
  }
}
