package dev.sekisho.detect;

/** Conditions that no row can change: {@code 1=1}, {@code 'a' LIKE 'a'}, {@code NOT 1>2}. */
final class SqlConstants {
  /** What is known of a condition. */
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    Truth not() {
      return this == TRUE ? FALSE : this == FALSE ? TRUE : UNKNOWN;
    }
  }

  private final Tokens tokens;
  private final SqlDialect dialect;
  private int at;

  SqlConstants(Tokens tokens, SqlDialect dialect) {
    this.tokens = tokens;
    this.dialect = dialect;
  }

  /** Whether a token joins a condition that decides by itself: OR a true one, AND a false one. */
  boolean joins(int i, boolean wanted) {
    if (wanted) {
      return tokens.isWord(i, "or")
          || tokens.isWord(i, "xor")
          || (dialect == SqlDialect.MYSQL && isOperator(i, "||"));
    }
    return (tokens.isWord(i, "and") && !isOfBetween(i))
        || (dialect == SqlDialect.MYSQL && isOperator(i, "&&"));
  }

  private boolean isOfBetween(int and) {
    for (int i = and - 1; i >= 0; i--) {
      if (tokens.isWord(i, "between")) {
        return true;
      }
      if (tokens.is(i, Kind.WORD) && ENDS.contains(tokens.lower(i))) {
        return false;
      }
    }
    return false;
  }

  private boolean isOperator(int i, String operator) {
    return tokens.is(i, Kind.OPERATOR)
        && tokens.end(i) - tokens.start(i) == operator.length()
        && tokens.text().startsWith(operator, tokens.start(i));
  }

  /** The truth of the condition that begins at a token. */
  Truth truthAt(int from) {
    at = from;
    boolean negated = false;
    while (tokens.isWord(at, "not")
        || tokens.is(at, '!')
        || tokens.is(at, '(')
        || tokens.is(at, Kind.COMMENT)) {
      if (tokens.isWord(at, "not") || tokens.is(at, '!')) {
        negated = !negated;
      }
      at++;
    }
    Truth truth = comparison();
    return negated ? truth.not() : truth;
  }

  private Truth comparison() {
    int left = at;
    if (!operand()) {
      return Truth.UNKNOWN;
    }
    int leftEnd = at;
    skipComments();
    boolean negated = tokens.isWord(at, "not");
    if (negated) {
      at++;
    }
    Truth truth = compared(left, leftEnd);
    return negated ? truth.not() : truth;
  }

  private Truth compared(int left, int leftEnd) {
    if (isBoundary(at)) {
      return single(left, leftEnd);
    }
    boolean like =
        tokens.isWord(at, "like")
            || tokens.isWord(at, "rlike")
            || tokens.isWord(at, "regexp")
            || tokens.isWord(at, "glob")
            || tokens.isWord(at, "ilike");
    boolean is = tokens.isWord(at, "is");
    if (tokens.isWord(at, "in") && tokens.is(at + 1, '(')) {
      at += 2;
      return compare("=", left, leftEnd);
    }
    if (tokens.isWord(at, "between")) {
      at++;
      Truth low = compare(">=", left, leftEnd);
      if (!tokens.isWord(at, "and")) {
        return Truth.UNKNOWN;
      }
      at++;
      Truth high = compare("<=", left, leftEnd);
      return low == Truth.TRUE && high == Truth.TRUE
          ? Truth.TRUE
          : low == Truth.FALSE || high == Truth.FALSE ? Truth.FALSE : Truth.UNKNOWN;
    }
    if (!like && !is && !tokens.is(at, Kind.OPERATOR)) {
      return Truth.UNKNOWN;
    }
    String operator = like || is ? "=" : tokens.textOf(at);
    at++;
    boolean not = is && tokens.isWord(at, "not");
    if (not) {
      at++;
    }
    Truth truth = compare(operator, left, leftEnd);
    return not ? truth.not() : truth;
  }

  private Truth compare(String operator, int left, int leftEnd) {
    skipComments();
    int right = at;
    if (!operand()) {
      return Truth.UNKNOWN;
    }
    int rightEnd = at;
    skipComments();
    boolean inList = tokens.is(at, ',');
    if (!isBoundary(at) && !inList) {
      return Truth.UNKNOWN;
    }
    if (isColumn(left) || isColumn(right)) {
      boolean same = sameText(left, leftEnd, right, rightEnd);
      return same && (operator.equals("=") || operator.equals("<=") || operator.equals(">="))
          ? Truth.TRUE
          : Truth.UNKNOWN;
    }
    int order = order(left, leftEnd, right, rightEnd);
    if (operator.equals("=") || operator.equals("==") || operator.equals("<=>")) {
      return truth(order == 0);
    }
    if (operator.equals("<>") || operator.equals("!=")) {
      return truth(order != 0);
    }
    if (operator.equals("<")) {
      return truth(order < 0);
    }
    if (operator.equals(">")) {
      return truth(order > 0);
    }
    if (operator.equals("<=")) {
      return truth(order <= 0);
    }
    if (operator.equals(">=")) {
      return truth(order >= 0);
    }
    return Truth.UNKNOWN;
  }

  private static Truth truth(boolean holds) {
    return holds ? Truth.TRUE : Truth.FALSE;
  }

  /** A lone constant: {@code OR 1}, {@code OR true}. */
  private Truth single(int left, int leftEnd) {
    if (tokens.isWord(left, "true")) {
      return Truth.TRUE;
    }
    if (tokens.isWord(left, "false") || tokens.isWord(left, "null")) {
      return Truth.FALSE;
    }
    if (isColumn(left)) {
      return Truth.UNKNOWN;
    }
    return truth(number(left, leftEnd) != 0);
  }

  /** Reads past an operand: a literal with its sign, or a name. */
  private boolean operand() {
    skipComments();
    while (tokens.is(at, '-') || tokens.is(at, '+') || tokens.is(at, '~') || tokens.is(at, '(')) {
      at++;
    }
    Kind kind = at < tokens.count() ? tokens.kind(at) : Kind.COMMENT;
    if (kind == Kind.NUMBER || kind == Kind.TEXT) {
      at++;
      // Adjacent texts are one text.
      while (kind == Kind.TEXT && tokens.is(at, Kind.TEXT)) {
        at++;
      }
      while (tokens.is(at, ')') && !isBoundary(at + 1) && !tokens.is(at + 1, ')')) {
        at++;
      }
      return true;
    }
    if (kind == Kind.WORD || kind == Kind.NAME) {
      at++;
      while (tokens.is(at, '.') && (tokens.is(at + 1, Kind.WORD) || tokens.is(at + 1, Kind.NAME))) {
        at += 2;
      }
      return !tokens.is(at, '(');
    }
    return false;
  }

  private void skipComments() {
    while (tokens.is(at, Kind.COMMENT)) {
      at++;
    }
  }

  /** Whether a condition ends before a token. */
  private boolean isBoundary(int i) {
    return i >= tokens.count()
        || tokens.is(i, ')')
        || tokens.is(i, ';')
        || tokens.is(i, Kind.COMMENT)
        || (tokens.is(i, Kind.WORD) && ENDS.contains(tokens.lower(i)))
        || isOperator(i, "||")
        || isOperator(i, "&&");
  }

  private static final Words ENDS =
      Words.of(
          "and except fetch for group having intersect limit minus offset or order procedure"
              + " returning union window xor");

  private boolean isColumn(int i) {
    int operand = i;
    while (tokens.is(operand, '-') || tokens.is(operand, '+') || tokens.is(operand, '(')) {
      operand++;
    }
    return tokens.is(operand, Kind.NAME)
        || (tokens.is(operand, Kind.WORD)
            && !tokens.isWord(operand, "true")
            && !tokens.isWord(operand, "false")
            && !tokens.isWord(operand, "null"));
  }

  private boolean sameText(int left, int leftEnd, int right, int rightEnd) {
    if (leftEnd - left != rightEnd - right) {
      return false;
    }
    for (int i = 0; i < leftEnd - left; i++) {
      if (!tokens.lower(left + i).equals(tokens.lower(right + i))) {
        return false;
      }
    }
    return true;
  }

  /** How two constants compare; as texts where one is a text that is no number. */
  private int order(int left, int leftEnd, int right, int rightEnd) {
    if (isText(left) && isText(right)) {
      String a = content(left, leftEnd);
      String b = content(right, rightEnd);
      return a.compareTo(b);
    }
    return Double.compare(number(left, leftEnd), number(right, rightEnd));
  }

  private boolean isText(int i) {
    return tokens.is(i, Kind.TEXT);
  }

  private String content(int from, int to) {
    StringBuilder content = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (tokens.is(i, Kind.TEXT)) {
        content.append(tokens.text(), tokens.inner(i), tokens.outer(i));
      }
    }
    return Characters.lower(content.toString());
  }

  /** A constant as a number: leading digits of a text, as MySQL and SQLite take it. */
  private double number(int from, int to) {
    boolean negative = false;
    for (int i = from; i < to; i++) {
      if (tokens.is(i, '-')) {
        negative = !negative;
      } else if (tokens.is(i, Kind.NUMBER) || tokens.is(i, Kind.TEXT)) {
        double value = leading(tokens.text(), tokens.inner(i), tokens.outer(i));
        return negative ? -value : value;
      } else if (tokens.isWord(i, "true")) {
        return 1;
      }
    }
    return 0;
  }

  private static double leading(String text, int from, int to) {
    double value = 0;
    double place = 0;
    int i = from;
    if (to - from > 2
        && text.charAt(from) == '0'
        && Characters.lower(text.charAt(from + 1)) == 'x') {
      for (i = from + 2; i < to && Characters.isHexadecimal(text.charAt(i)); i++) {
        value = value * 16 + Characters.hexadecimal(text.charAt(i));
      }
      return value;
    }
    for (; i < to; i++) {
      char c = text.charAt(i);
      if (Characters.isDigit(c)) {
        value = place == 0 ? value * 10 + (c - '0') : value + (c - '0') * place;
        place = place / 10;
      } else if (c == '.' && place == 0) {
        place = 0.1;
      } else {
        break;
      }
    }
    return value;
  }
}
