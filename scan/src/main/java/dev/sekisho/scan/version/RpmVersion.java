package dev.sekisho.scan.version;

/**
 * {@code [epoch:]version[-release]}, with {@code ~} for what comes before and {@code ^} for what
 * comes after.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/man/rpm-version.7">rpm-version(7)</a>
 */
final class RpmVersion {
  private RpmVersion() {}

  static int compare(String left, String right) throws MalformedVersionException {
    int leftColon = epochEnd(left);
    int rightColon = epochEnd(right);
    int order = Digits.compare(left, 0, Math.max(0, leftColon), right, 0, Math.max(0, rightColon));
    if (order != 0) return order;
    int leftDash = dash(left);
    int rightDash = dash(right);
    order =
        part(left.substring(leftColon + 1, leftDash), right.substring(rightColon + 1, rightDash));
    if (order != 0) return order;
    // One without a release is older than the same with any.
    boolean leftNamed = leftDash < left.length();
    boolean rightNamed = rightDash < right.length();
    if (!leftNamed || !rightNamed) return Boolean.compare(leftNamed, rightNamed);
    return part(left.substring(leftDash + 1), right.substring(rightDash + 1));
  }

  /**
   * Index of the colon behind the epoch, -1 if there is none: a colon behind letters is no such.
   */
  private static int epochEnd(String version) throws MalformedVersionException {
    int colon = version.indexOf(':');
    int end = colon > 0 && Digits.areDigits(version.substring(0, colon)) ? colon : -1;
    if (version.length() == end + 1) throw malformed(version);
    for (int i = 0; i < version.length(); i++) {
      if (version.charAt(i) <= ' ') throw malformed(version);
    }
    return end;
  }

  private static MalformedVersionException malformed(String version) {
    return new MalformedVersionException(version, "[epoch:]version[-release] of rpm");
  }

  private static int dash(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 ? version.length() : dash;
  }

  static int part(String left, String right) {
    int i = 0;
    int j = 0;
    while (i < left.length() || j < right.length()) {
      while (i < left.length() && isSeparator(left.charAt(i))) i++;
      while (j < right.length() && isSeparator(right.charAt(j))) j++;
      boolean leftTilde = i < left.length() && left.charAt(i) == '~';
      boolean rightTilde = j < right.length() && right.charAt(j) == '~';
      if (leftTilde || rightTilde) {
        if (!leftTilde) return 1;
        if (!rightTilde) return -1;
        i++;
        j++;
        continue;
      }
      boolean leftCaret = i < left.length() && left.charAt(i) == '^';
      boolean rightCaret = j < right.length() && right.charAt(j) == '^';
      if (leftCaret || rightCaret) {
        if (i >= left.length()) return -1;
        if (j >= right.length()) return 1;
        if (!leftCaret) return 1;
        if (!rightCaret) return -1;
        i++;
        j++;
        continue;
      }
      if (i >= left.length() || j >= right.length()) break;
      boolean number = Digits.isDigit(left.charAt(i));
      int leftEnd = end(left, i, number);
      int rightEnd = end(right, j, number);
      // A number is newer than letters.
      if (rightEnd == j) return number ? 1 : -1;
      int order =
          number
              ? Digits.compare(left, i, leftEnd, right, j, rightEnd)
              : left.substring(i, leftEnd).compareTo(right.substring(j, rightEnd));
      if (order != 0) return order;
      i = leftEnd;
      j = rightEnd;
    }
    return Boolean.compare(i < left.length(), j < right.length());
  }

  private static boolean isSeparator(char c) {
    return !Digits.isDigit(c) && !Digits.isLetter(c) && c != '~' && c != '^';
  }

  private static int end(String text, int from, boolean number) {
    int end = from;
    while (end < text.length()
        && (number ? Digits.isDigit(text.charAt(end)) : Digits.isLetter(text.charAt(end)))) {
      end++;
    }
    return end;
  }
}
