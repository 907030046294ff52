package dev.sekisho.detect;

/**
 * Splits SQL into tokens as a database of the dialect does. One pass, no backing up: linear in the
 * length of the text.
 *
 * @see <a href="https://www.postgresql.org/docs/18/sql-syntax-lexical.html">PostgreSQL</a>
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/language-structure.html">MySQL</a>
 * @see <a href="https://www.sqlite.org/lang_expr.html">SQLite</a>
 */
final class SqlTokenizer {
  private final String text;
  private final SqlDialect dialect;
  private final Tokens tokens;
  private String folded = "";
  private int at;

  private SqlTokenizer(String text, SqlDialect dialect) {
    this.text = text;
    this.dialect = dialect;
    this.tokens = new Tokens(text);
  }

  static Tokens tokens(String text, SqlDialect dialect) {
    SqlTokenizer tokenizer = new SqlTokenizer(text, dialect);
    boolean room = true;
    while (room && tokenizer.at < text.length()) {
      room = tokenizer.next();
    }
    return tokenizer.tokens;
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private boolean next() {
    char c = text.charAt(at);
    if (isSpace(c)) {
      at++;
      return true;
    }
    if (c == '-' && peek(1) == '-' && dashesComment()) {
      return lineComment(2);
    }
    if (c == '#' && dialect.hashComments()) {
      return lineComment(1);
    }
    if (c == '/' && peek(1) == '*') {
      return blockComment();
    }
    if (c == '*' && peek(1) == '/' && dialect == SqlDialect.MYSQL) {
      at += 2; // the end of a comment that the server executes
      return true;
    }
    if (c == '\'') {
      return quoted(Kind.TEXT, at, '\'', dialect.backslashes());
    }
    if (c == '"') {
      Kind kind = dialect.quotedTexts() ? Kind.TEXT : Kind.NAME;
      return quoted(kind, at, '"', dialect.backslashes());
    }
    if (c == '`' && dialect.backticks()) {
      return quoted(Kind.NAME, at, '`', false);
    }
    if (c == '[' && dialect.brackets()) {
      return quoted(Kind.NAME, at, ']', false);
    }
    if (c == '$' && dialect.dollarQuotes()) {
      int tag = dollarTag();
      if (tag > 0) {
        return dollarQuoted(tag);
      }
    }
    if (Characters.isDigit(c) || (c == '.' && Characters.isDigit(peek(1)))) {
      return number();
    }
    if (isWordStart(c)) {
      return word();
    }
    if (c == '?' || ((c == ':' || c == '$') && isNameCharacter(peek(1)))) {
      return parameter();
    }
    if (c == '(' || c == ')' || c == ',' || c == ';' || c == '.' || c == '[' || c == ']' || c == '{'
        || c == '}') {
      at++;
      return tokens.add(Kind.PUNCTUATION, at - 1, at);
    }
    return operator();
  }

  private boolean isSpace(char c) {
    // MySQL and PostgreSQL take only ASCII; SQL Server and Oracle take the wide ones too.
    return Characters.isSpace(c)
        || (c == '\u00A0' && dialect != SqlDialect.POSTGRESQL)
        || c == '\u3000';
  }

  private static boolean isWordStart(char c) {
    return (Characters.isWord(c) && !Characters.isDigit(c)) || c == '@';
  }

  private static boolean isNameCharacter(char c) {
    return Characters.isWord(c);
  }

  /** MySQL wants white space behind two dashes. */
  private boolean dashesComment() {
    return dialect != SqlDialect.MYSQL || at + 2 >= text.length() || peek(2) <= ' ';
  }

  private boolean lineComment(int opening) {
    int start = at;
    int end = at;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    at = end;
    return tokens.add(Kind.COMMENT, start, end, start + opening, end);
  }

  private boolean blockComment() {
    int start = at;
    if (dialect == SqlDialect.MYSQL && executable()) {
      return true;
    }
    int depth = 1;
    int end = at + 2;
    while (end < text.length() && depth > 0) {
      char c = text.charAt(end);
      char d = end + 1 < text.length() ? text.charAt(end + 1) : '\0';
      if (c == '*' && d == '/') {
        depth--;
        end += 2;
      } else if (c == '/' && d == '*' && dialect.nestedComments()) {
        depth++;
        end += 2;
      } else {
        end++;
      }
    }
    if (depth > 0) {
      tokens.breakOff();
    }
    at = end;
    return tokens.add(Kind.COMMENT, start, end, start + 2, depth > 0 ? end : end - 2);
  }

  /** Steps over the opening of a comment that MySQL executes: {@code /*!50000} or {@code /*+}. */
  private boolean executable() {
    if (peek(2) != '!' && !(peek(2) == 'M' && peek(3) == '!')) {
      return false;
    }
    at += peek(2) == '!' ? 3 : 4;
    int digits = 0;
    while (digits < 6 && Characters.isDigit(peek(0))) {
      at++;
      digits++;
    }
    return true;
  }

  private boolean quoted(Kind kind, int start, char closing, boolean backslashes) {
    int inner = at + 1;
    int end = inner;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '\\' && backslashes) {
        end += 2;
      } else if (c == closing) {
        if (end + 1 < text.length() && text.charAt(end + 1) == closing) {
          end += 2;
        } else {
          at = end + 1;
          return tokens.add(kind, start, at, inner, end);
        }
      } else {
        end++;
      }
    }
    return unclosed(kind, start, inner);
  }

  private boolean unclosed(Kind kind, int start, int inner) {
    tokens.breakOff();
    at = text.length();
    return tokens.add(kind, start, at, Math.min(inner, at), at);
  }

  /** The length of {@code $tag$} here, 0 if there is none. */
  private int dollarTag() {
    int i = 1;
    while (Characters.isWord(peek(i)) && !(i == 1 && Characters.isDigit(peek(i)))) {
      i++;
    }
    return peek(i) == '$' ? i + 1 : 0;
  }

  private boolean dollarQuoted(int length) {
    int start = at;
    int inner = at + length;
    if (folded.isEmpty()) {
      folded = Characters.lower(text);
    }
    int end = new Search(text.substring(start, inner)).in(folded, inner);
    if (end < 0) {
      return unclosed(Kind.TEXT, start, inner);
    }
    at = end + length;
    return tokens.add(Kind.TEXT, start, at, inner, end);
  }

  private boolean number() {
    int start = at;
    if (peek(0) == '0' && (Characters.lower(peek(1)) == 'x') && Characters.isHexadecimal(peek(2))) {
      at += 2;
      while (Characters.isHexadecimal(peek(0))) {
        at++;
      }
      return tokens.add(Kind.NUMBER, start, at);
    }
    while (Characters.isDigit(peek(0)) || peek(0) == '.') {
      at++;
    }
    if (Characters.lower(peek(0)) == 'e') {
      int sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (Characters.isDigit(peek(sign))) {
        at += sign;
        while (Characters.isDigit(peek(0))) {
          at++;
        }
      }
    }
    return tokens.add(Kind.NUMBER, start, at);
  }

  private boolean word() {
    int start = at;
    do {
      at++;
    } while (isNameCharacter(peek(0)) || peek(0) == '$' || peek(0) == '@' || peek(0) == '#');
    if (peek(0) == '\'' && isPrefix(start)) {
      char prefix = Characters.lower(text.charAt(start));
      if (prefix == 'q' || (at - start == 2 && Characters.lower(text.charAt(at - 1)) == 'q')) {
        return oracleQuoted(start);
      }
      boolean backslashes =
          dialect.backslashes() || (prefix == 'e' && dialect == SqlDialect.POSTGRESQL);
      return quoted(Kind.TEXT, start, '\'', backslashes);
    }
    return tokens.add(Kind.WORD, start, at);
  }

  /** Whether what was read is the prefix of a quoted text: {@code N'…'}, {@code E'…'}. */
  private boolean isPrefix(int start) {
    char first = Characters.lower(text.charAt(start));
    if (at - start == 1) {
      return first == 'n'
          || first == 'x'
          || first == 'b'
          || (first == 'e' && dialect == SqlDialect.POSTGRESQL)
          || (first == 'q' && dialect == SqlDialect.ORACLE);
    }
    if (first == '_' && dialect == SqlDialect.MYSQL) {
      return true;
    }
    return at - start == 2
        && first == 'n'
        && dialect == SqlDialect.ORACLE
        && Characters.lower(text.charAt(at - 1)) == 'q';
  }

  /** {@code q'[…]'}: the text ends at the mirrored bracket and a quote. */
  private boolean oracleQuoted(int start) {
    char open = peek(1);
    char close =
        open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : open == '<' ? '>' : open;
    int inner = at + 2;
    for (int end = inner; end + 1 < text.length(); end++) {
      if (text.charAt(end) == close && text.charAt(end + 1) == '\'') {
        at = end + 2;
        return tokens.add(Kind.TEXT, start, at, inner, end);
      }
    }
    return unclosed(Kind.TEXT, start, inner);
  }

  private boolean parameter() {
    int start = at;
    at++;
    while (isNameCharacter(peek(0))) {
      at++;
    }
    return tokens.add(Kind.PARAMETER, start, at);
  }

  private boolean operator() {
    int start = at;
    at++;
    while (at < text.length() && isOperator(text.charAt(at)) && !beginsComment()) {
      at++;
    }
    return tokens.add(Kind.OPERATOR, start, at);
  }

  private boolean beginsComment() {
    char c = text.charAt(at);
    return (c == '-' && peek(1) == '-')
        || (c == '/' && peek(1) == '*')
        // A sign belongs to what follows: "=-1" and "=+1" are two tokens.
        || c == '-'
        || c == '+';
  }

  private static boolean isOperator(char c) {
    return c == '=' || c == '<' || c == '>' || c == '!' || c == '|' || c == '&' || c == '~'
        || c == '^' || c == '*' || c == '/' || c == '%' || c == ':' || c == '#';
  }
}
