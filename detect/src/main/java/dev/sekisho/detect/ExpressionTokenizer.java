package dev.sekisho.detect;

/** Splits expressions of the languages that look like Java: SpEL, OGNL, EL, MVEL, templates. */
final class ExpressionTokenizer {
  private ExpressionTokenizer() {}

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
        at = closing(text, at + 1, c);
        boolean closed = at < text.length();
        if (!closed) {
          tokens.breakOff();
        }
        int outer = at;
        at = closed ? at + 1 : at;
        room = tokens.add(Kind.TEXT, start, at, start + 1, outer);
      } else if (Characters.isDigit(c)) {
        while (at < text.length()
            && (Characters.isWord(text.charAt(at)) || text.charAt(at) == '.')) {
          at++;
        }
        room = tokens.add(Kind.NUMBER, start, at);
      } else if (Characters.isWord(c)) {
        while (at < text.length() && Characters.isWord(text.charAt(at))) {
          at++;
        }
        room = tokens.add(Kind.WORD, start, at);
      } else {
        at++;
        room = tokens.add(Kind.PUNCTUATION, start, at);
      }
    }
    return tokens;
  }

  private static int closing(String text, int from, char quote) {
    int i = from;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length());
  }
}
