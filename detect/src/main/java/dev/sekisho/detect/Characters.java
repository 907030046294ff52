package dev.sekisho.detect;

/** Classes of characters, defined here so that every runtime agrees. */
final class Characters {
  private Characters() {}

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isHexadecimal(char c) {
    return hexadecimal(c) >= 0;
  }

  /** The value of a hexadecimal digit, -1 if it is none. */
  static int hexadecimal(char c) {
    if (isDigit(c)) {
      return c - '0';
    }
    char lower = lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** ASCII white space and NUL. */
  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
  }

  /**
   * What stands in a word of most languages: ASCII letters, digits, underscore, all beyond ASCII.
   */
  static boolean isWord(char c) {
    return isLetter(c) || isDigit(c) || c == '_' || c >= '\u0080';
  }

  /** Folds ASCII letters to lower case. */
  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /** Folds a full-width form of ASCII, and the ideographic space, to ASCII. */
  static char narrow(char c) {
    if (c >= '\uFF01' && c <= '\uFF5E') {
      return (char) (c - 0xFEE0);
    }
    return c == '\u3000' ? ' ' : c;
  }

  /** A text with its ASCII letters in lower case. */
  static String lower(String text) {
    int i = 0;
    while (i < text.length() && lower(text.charAt(i)) == text.charAt(i)) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    char[] folded = text.toCharArray();
    for (; i < folded.length; i++) {
      folded[i] = lower(folded[i]);
    }
    return new String(folded);
  }

  /** A text without white space at its ends. */
  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Whether all of a text is one word: it then cannot change the structure of anything. */
  static boolean isOneWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isWord(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Appends a code point. */
  static void append(StringBuilder text, int point) {
    if (point < 0x10000) {
      text.append((char) point);
    } else {
      int above = point - 0x10000;
      text.append((char) (0xD800 + (above >> 10)));
      text.append((char) (0xDC00 + (above & 0x3FF)));
    }
  }
}
