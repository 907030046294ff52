package dev.sekisho.detect;

import java.util.List;

/**
 * Expression and template injection (SpEL, OGNL, EL, MVEL, Velocity, Freemarker, Thymeleaf): an
 * input that brings a call, a type or a constructor into what is about to be evaluated. Unlike
 * elsewhere the input may be the whole text: no application means to evaluate what it is sent.
 */
public final class ExpressionInjection {
  private ExpressionInjection() {}

  /** Asks about an expression or template that is about to be evaluated. */
  public static Detection check(String expression, Inputs inputs) {
    Detection detection = new Detection();
    List<Candidate> candidates = inputs.candidates();
    if (inputs.leftOut() > 0) {
      detection.leaveOut();
    }
    if (candidates.isEmpty()) {
      return detection;
    }
    Tokens tokens = ExpressionTokenizer.tokens(expression);
    String folded = Characters.lower(expression);
    for (int c = 0; c < candidates.size(); c++) {
      Candidate candidate = candidates.get(c);
      int from = new Search(candidate.text()).in(folded, 0);
      if (from < 0) {
        continue;
      }
      int to = from + candidate.text().length();
      int token =
          guilty(tokens, tokens.firstEndingAfter(from), tokens.lastStartingBefore(to), from);
      if (token >= 0) {
        detection.add(
            new Hit(
                Threat.EXPRESSION_INJECTION,
                Algorithm.HTTP_PARAMS,
                candidate,
                from,
                to,
                tokens.start(token),
                tokens.end(token)));
        return detection;
      }
    }
    return detection;
  }

  /** The token that makes an input more than a value or the name of a property, -1 if none. */
  private static int guilty(Tokens tokens, int first, int last, int from) {
    for (int i = first; i <= last; i++) {
      boolean word = tokens.is(i, Kind.WORD);
      if (tokens.is(i, '(') && i > first && tokens.is(i - 1, Kind.WORD)) {
        return i - 1; // a call, and T(…)
      }
      if (word && tokens.isWord(i, "new") && tokens.is(i + 1, Kind.WORD) && i < last) {
        return i;
      }
      if (isStaticOrAssignment(tokens, i, last)) {
        return i;
      }
      if (tokens.is(i, Kind.TEXT) && i < last && first < last && from > tokens.start(i)) {
        return i + 1; // out of the quotes
      }
    }
    return -1;
  }

  /** {@code @type@member} and {@code #name = …} of OGNL. An address has one sign only. */
  private static boolean isStaticOrAssignment(Tokens tokens, int i, int last) {
    if (tokens.is(i, '#')) {
      return i + 1 < last && tokens.is(i + 1, Kind.WORD) && tokens.is(i + 2, '=');
    }
    if (!tokens.is(i, '@')) {
      return false;
    }
    int next = i + 1;
    while (next <= last && (tokens.is(next, Kind.WORD) || tokens.is(next, '.'))) {
      next++;
    }
    return next > i + 1 && next <= last && tokens.is(next, '@');
  }
}
