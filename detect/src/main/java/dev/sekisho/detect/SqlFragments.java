package dev.sekisho.detect;

/** Which pieces of a statement an input may bring without being an attack. */
final class SqlFragments implements Structure.Judge {
  /** Words that say only in what order or whether something is there. */
  private static final Words HARMLESS =
      Words.of("as asc by desc false first group is last not null nulls order true");

  /** Words that make a condition, a set or a statement. A name can be none of them. */
  private static final Words STRONG =
      Words.of(
          "all alter and any attach begin between call case cast collate commit convert create"
              + " cross cursor database declare delete distinct div do drop else end escape except"
              + " exec execute exists fetch from full function glob grant handler having ilike in"
              + " inner insert intersect into join kill left like limit load lock match merge minus"
              + " mod natural offset on or outer over partition pragma prepare procedure regexp"
              + " rename replace returning revoke right rlike rollback select set shutdown similar"
              + " some table then top trigger truncate union update use using values waitfor when"
              + " where window with xor");

  @Override
  public boolean isAttack(Tokens tokens, int first, int last, boolean brokeOut) {
    if (first == last) {
      return isMoreThanDashes(tokens, first);
    }
    if (brokeOut) {
      return bringsMoreThanQuotes(tokens, first, last);
    }
    // At the very beginning it is the application's own text, or it means to run what it is given.
    return first > 0
        && !isListOfLiterals(tokens, first, last)
        && !isOrder(tokens, first, last)
        && !isWords(tokens, first, last)
        && !isArithmetic(tokens, first, last)
        && !isPunctuation(tokens, first, last);
  }

  /** A comment by itself: two dashes are typed by people too, so something must be behind them. */
  private static boolean isMoreThanDashes(Tokens tokens, int comment) {
    return tokens.text().charAt(tokens.start(comment)) == '/'
        || tokens.end(comment) - tokens.inner(comment) > 1;
  }

  /** Past a quote anything counts but more texts: {@code a','b} makes a list longer. */
  private static boolean bringsMoreThanQuotes(Tokens tokens, int first, int last) {
    for (int i = first; i <= last; i++) {
      Kind kind = tokens.kind(i);
      if (kind != Kind.TEXT && kind != Kind.NAME && !tokens.is(i, ',')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isListOfLiterals(Tokens tokens, int first, int last) {
    int depth = 0;
    boolean mayFollow = true;
    for (int i = first; i <= last; i++) {
      Kind kind = tokens.kind(i);
      if (tokens.is(i, '(')) {
        depth++;
      } else if (tokens.is(i, ')')) {
        depth--;
        if (depth < 0) {
          return i == last && last - first <= 1;
        }
      } else if (tokens.is(i, ',')) {
        mayFollow = true;
      } else if (tokens.is(i, '-') || tokens.is(i, '+')) {
        if (!mayFollow) {
          return false;
        }
      } else if (kind == Kind.NUMBER
          || kind == Kind.TEXT
          || kind == Kind.PARAMETER
          || tokens.isWord(i, "null")) {
        if (!mayFollow) {
          return false;
        }
        mayFollow = false;
      } else {
        return false;
      }
    }
    return true;
  }

  private static boolean isOrder(Tokens tokens, int first, int last) {
    for (int i = first; i <= last; i++) {
      Kind kind = tokens.kind(i);
      boolean word = kind == Kind.WORD && !STRONG.contains(tokens.lower(i));
      if (!word
          && kind != Kind.NAME
          && kind != Kind.NUMBER
          && !tokens.is(i, '.')
          && !tokens.is(i, ',')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWords(Tokens tokens, int first, int last) {
    for (int i = first; i <= last; i++) {
      if (!tokens.is(i, Kind.WORD)) {
        return false;
      }
      String word = tokens.lower(i);
      if (STRONG.contains(word) && !HARMLESS.contains(word)) {
        return false;
      }
    }
    return true;
  }

  /** Dates, identifiers with dashes, paths: no comparison, no call, nothing joined. */
  private static boolean isArithmetic(Tokens tokens, int first, int last) {
    for (int i = first; i <= last; i++) {
      Kind kind = tokens.kind(i);
      boolean word = kind == Kind.WORD && !STRONG.contains(tokens.lower(i));
      boolean between =
          tokens.is(i, '-') || tokens.is(i, '/') || tokens.is(i, ':') || tokens.is(i, '.');
      if (!word && kind != Kind.NUMBER && kind != Kind.PARAMETER && !between) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPunctuation(Tokens tokens, int first, int last) {
    for (int i = first; i <= last; i++) {
      Kind kind = tokens.kind(i);
      boolean marks = kind == Kind.PUNCTUATION || kind == Kind.OPERATOR;
      // "1)" and "x;" close what the application opened, and nothing is behind them.
      boolean operand = last - first == 1 && (kind == Kind.NUMBER || kind == Kind.WORD);
      if (!marks && !(operand && i == first && !tokens.is(last, '('))) {
        return false;
      }
    }
    return true;
  }
}
