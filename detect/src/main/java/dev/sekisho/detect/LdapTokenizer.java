package dev.sekisho.detect;

/**
 * Splits a search filter: what controls it, attribute names, values.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4515">RFC 4515</a>
 */
final class LdapTokenizer {
  private LdapTokenizer() {}

  static Tokens tokens(String text) {
    Tokens tokens = new Tokens(text);
    int at = 0;
    boolean room = true;
    boolean value = false;
    while (room && at < text.length()) {
      char c = text.charAt(at);
      int start = at;
      if (c == '(' || c == ')') {
        at++;
        value = false;
        room = tokens.add(Kind.PUNCTUATION, start, at);
      } else if (value) {
        if (c == '*') {
          at++;
          room = tokens.add(Kind.OPERATOR, start, at);
        } else {
          while (at < text.length() && "()*".indexOf(text.charAt(at)) < 0) {
            at++;
          }
          room = tokens.add(Kind.TEXT, start, at);
        }
      } else if (c == '=' || c == '<' || c == '>' || c == '~' || c == ':') {
        while (at < text.length() && "=<>~:".indexOf(text.charAt(at)) >= 0) {
          value = text.charAt(at) == '=';
          at++;
        }
        room = tokens.add(Kind.OPERATOR, start, at);
      } else if (c == '&' || c == '|' || c == '!') {
        at++;
        room = tokens.add(Kind.OPERATOR, start, at);
      } else if (Characters.isSpace(c)) {
        at++;
      } else {
        while (at < text.length() && "()=<>~:&|!".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        room = tokens.add(Kind.WORD, start, at);
      }
    }
    return tokens;
  }
}
