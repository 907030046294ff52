package dev.sekisho.detect;

/**
 * Splits a command line as a shell does: pieces of words, quoted pieces, and what controls. A
 * command substitution inside double quotes is seen as such.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">POSIX</a>
 */
final class ShellTokenizer {
  /** Deeper substitutions are not followed, and the tokens say so. */
  private static final int DEEPEST = 64;

  private final String text;
  private final Tokens tokens;

  /** What encloses the place: a double quote, a parenthesis, a backquote. */
  private final char[] enclosing = new char[DEEPEST];

  private int depth;
  private int at;

  private ShellTokenizer(String text) {
    this.text = text;
    this.tokens = new Tokens(text);
  }

  static Tokens tokens(String text, Shell shell) {
    ShellTokenizer tokenizer = new ShellTokenizer(text);
    boolean room = true;
    while (room && tokenizer.at < text.length()) {
      room = shell == Shell.POSIX ? tokenizer.posix() : tokenizer.cmd();
    }
    if (tokenizer.depth > 0) {
      tokenizer.tokens.breakOff();
    }
    return tokenizer.tokens;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private boolean enter(char what) {
    if (depth == DEEPEST) {
      return false;
    }
    enclosing[depth++] = what;
    return true;
  }

  private boolean isIn(char what) {
    return depth > 0 && enclosing[depth - 1] == what;
  }

  private boolean posix() {
    char c = text.charAt(at);
    if (isIn('"')) {
      return insideDoubleQuotes();
    }
    if (c == '\'') {
      return singleQuoted();
    }
    if (c == '"') {
      at++;
      return enter('"') && insideDoubleQuotesFrom(at - 1);
    }
    if (c == '`' || (c == '$' && peek(1) == '(') || ((c == '<' || c == '>') && peek(1) == '(')) {
      return substitution();
    }
    if (c == ')' && isIn('(')) {
      depth--;
      at++;
      return tokens.add(Kind.OPERATOR, at - 1, at);
    }
    if (c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '('
        || c == ')') {
      return control();
    }
    if (Characters.isSpace(c)) {
      at++;
      return true;
    }
    if (c == '#' && (at == 0 || Characters.isSpace(text.charAt(at - 1)))) {
      return comment();
    }
    return piece();
  }

  private boolean control() {
    int start = at;
    char c = text.charAt(at);
    at++;
    if (c != '\n' && c != '(' && c != ')' && (peek(0) == c || (c == '>' && peek(0) == '|'))) {
      at++;
    }
    return tokens.add(Kind.OPERATOR, start, at);
  }

  private boolean comment() {
    int start = at;
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
    return tokens.add(Kind.COMMENT, start, at, start + 1, at);
  }

  /** A backquote opens or closes, {@code $(} and process substitution open. */
  private boolean substitution() {
    int start = at;
    if (text.charAt(at) == '`') {
      at++;
      if (isIn('`')) {
        depth--;
      } else if (!enter('`')) {
        return false;
      }
    } else {
      at += 2;
      if (!enter('(')) {
        return false;
      }
    }
    return tokens.add(Kind.OPERATOR, start, at);
  }

  private boolean singleQuoted() {
    int start = at;
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      tokens.breakOff();
      at = text.length();
      return tokens.add(Kind.TEXT, start, at, Math.min(start + 1, at), at);
    }
    at = end + 1;
    return tokens.add(Kind.TEXT, start, at, start + 1, end);
  }

  private boolean insideDoubleQuotes() {
    return insideDoubleQuotesFrom(at);
  }

  /** A piece up to the closing quote or the next substitution. */
  private boolean insideDoubleQuotesFrom(int start) {
    int inner = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\') {
        at = Math.min(at + 2, text.length());
      } else if (c == '"') {
        depth--;
        at++;
        return tokens.add(Kind.TEXT, start, at, inner, at - 1);
      } else if (c == '`' || (c == '$' && peek(1) == '(')) {
        return (at == start || tokens.add(Kind.TEXT, start, at, inner, at)) && substitution();
      } else {
        at++;
      }
    }
    return at == start || tokens.add(Kind.TEXT, start, at, inner, at);
  }

  private boolean piece() {
    int start = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at += 2;
      } else if (Characters.isSpace(c) || isSpecial(c) || (c == '$' && peek(1) == '(')) {
        break;
      } else {
        at++;
      }
    }
    if (at == start) {
      at++;
    }
    return tokens.add(Kind.WORD, start, at);
  }

  private static boolean isSpecial(char c) {
    return c == '\'' || c == '"' || c == '`' || c == ';' || c == '&' || c == '|' || c == '<'
        || c == '>' || c == '(' || c == ')';
  }

  private boolean cmd() {
    char c = text.charAt(at);
    int start = at;
    if (c == '"') {
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        tokens.breakOff();
        at = text.length();
        return tokens.add(Kind.TEXT, start, at, start + 1, at);
      }
      at = end + 1;
      return tokens.add(Kind.TEXT, start, at, start + 1, end);
    }
    if (c == '&' || c == '|' || c == '<' || c == '>' || c == '\n' || c == '(' || c == ')') {
      return control();
    }
    if (Characters.isSpace(c)) {
      at++;
      return true;
    }
    while (at < text.length()) {
      char d = text.charAt(at);
      if (d == '^' && at + 1 < text.length()) {
        at += 2;
      } else if (Characters.isSpace(d)
          || d == '"'
          || d == '&'
          || d == '|'
          || d == '<'
          || d == '>'
          || d == '('
          || d == ')') {
        break;
      } else {
        at++;
      }
    }
    return tokens.add(Kind.WORD, start, at);
  }
}
