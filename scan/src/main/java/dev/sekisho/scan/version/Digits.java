package dev.sekisho.scan.version;

/** Numbers of any length, as texts of ASCII digits. */
final class Digits {
  private Digits() {}

  static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  static boolean isLetter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }

  /** Whether the text is digits and nothing else, at least one. */
  static boolean areDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) return false;
    }
    return !text.isEmpty();
  }

  /** Compares by value. An empty text is 0. */
  static int compare(String left, String right) {
    return compare(left, 0, left.length(), right, 0, right.length());
  }

  /** The same for parts of texts, ends excluded. */
  static int compare(
      String left, int leftFrom, int leftTo, String right, int rightFrom, int rightTo) {
    int i = leftFrom;
    int j = rightFrom;
    while (i < leftTo && left.charAt(i) == '0') i++;
    while (j < rightTo && right.charAt(j) == '0') j++;
    int length = leftTo - i;
    if (length != rightTo - j) return Integer.compare(length, rightTo - j);
    for (; i < leftTo; i++, j++) {
      int order = Character.compare(left.charAt(i), right.charAt(j));
      if (order != 0) return order;
    }
    return 0;
  }
}
