package dev.sekisho.detect;

/**
 * Splits an XPath expression.
 *
 * @see <a href="https://www.w3.org/TR/xpath-31/#lexical-structure">XPath 3.1</a>
 */
final class XPathTokenizer {
  private XPathTokenizer() {}

  static Tokens tokens(String text) {
    Tokens tokens = new Tokens(text);
    int at = 0;
    boolean room = true;
    while (room && at < text.length()) {
      char c = text.charAt(at);
      int start = at;
      if (Characters.isSpace(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        int end = closing(text, at + 1, c);
        if (end < 0) {
          tokens.breakOff();
          at = text.length();
          room = tokens.add(Kind.TEXT, start, at, start + 1, at);
        } else {
          at = end + 1;
          room = tokens.add(Kind.TEXT, start, at, start + 1, end);
        }
      } else if (c == '(' && at + 1 < text.length() && text.charAt(at + 1) == ':') {
        int end = text.indexOf(":)", at + 2);
        at = end < 0 ? text.length() : end + 2;
        room = tokens.add(Kind.COMMENT, start, at, start + 2, end < 0 ? at : end);
      } else if (Characters.isDigit(c)) {
        while (at < text.length()
            && (Characters.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
          at++;
        }
        room = tokens.add(Kind.NUMBER, start, at);
      } else if (Characters.isWord(c)) {
        while (at < text.length() && isName(text.charAt(at))) {
          at++;
        }
        room = tokens.add(Kind.WORD, start, at);
      } else if ("()[],{}".indexOf(c) >= 0) {
        at++;
        room = tokens.add(Kind.PUNCTUATION, start, at);
      } else {
        at++;
        room = tokens.add(Kind.OPERATOR, start, at);
      }
    }
    return tokens;
  }

  /** Quotes are doubled inside, as XPath 2 allows. */
  private static int closing(String text, int from, char quote) {
    int end = text.indexOf(quote, from);
    while (end >= 0 && end + 1 < text.length() && text.charAt(end + 1) == quote) {
      end = text.indexOf(quote, end + 2);
    }
    return end;
  }

  private static boolean isName(char c) {
    return Characters.isWord(c) || c == '-' || c == '.';
  }
}
