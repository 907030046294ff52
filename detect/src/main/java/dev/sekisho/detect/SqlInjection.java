package dev.sekisho.detect;

import java.util.EnumSet;
import java.util.Set;

/**
 * SQL injection: the zero-rule question, and what a statement shows by itself.
 *
 * <p>Not called injection: a value that stays inside one token; lists of literals ({@code 1, 2});
 * orders ({@code name DESC, id}); a value that is the whole statement, which an application that
 * takes SQL means to run.
 */
public final class SqlInjection {
  /** What is asked where a policy says nothing, as in the original. */
  public static final Set<Algorithm> DEFAULT = EnumSet.of(Algorithm.HTTP_PARAMS);

  private static final Structure STRUCTURE =
      new Structure(Threat.SQL_INJECTION, new SqlFragments());

  private SqlInjection() {}

  /**
   * Asks about a statement that is about to run.
   *
   * @param sql its text
   * @param dialect of the database
   * @param inputs what the request brought
   * @param algorithms what is to be asked
   */
  public static Detection check(
      String sql, SqlDialect dialect, Inputs inputs, Set<Algorithm> algorithms) {
    Detection detection = new Detection();
    boolean zeroRule = algorithms.contains(Algorithm.HTTP_PARAMS);
    if (zeroRule && algorithms.size() == 1 && inputs.candidates().isEmpty()) {
      if (inputs.leftOut() > 0) {
        detection.leaveOut();
      }
      return detection;
    }
    Tokens tokens = SqlTokenizer.tokens(sql, dialect);
    if (tokens.cut()) {
      detection.leaveOut();
    }
    if (zeroRule) {
      STRUCTURE.check(tokens, inputs, detection);
    }
    SqlStatement statement = new SqlStatement(tokens, dialect);
    for (Algorithm algorithm : Algorithm.values()) {
      if (algorithm != Algorithm.HTTP_PARAMS && algorithms.contains(algorithm)) {
        int token = statement.find(algorithm);
        if (token >= 0) {
          int start = tokens.start(token);
          int end = tokens.end(token);
          detection.add(new Hit(Threat.SQL_INJECTION, algorithm, null, start, end, start, end));
        }
      }
    }
    return detection;
  }
}
