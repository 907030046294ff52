package dev.sekisho.detect;

/** XPath injection: an input that brings conditions, steps or calls into an expression. */
public final class XPathInjection {
  private static final Structure STRUCTURE =
      new Structure(
          Threat.XPATH_INJECTION,
          new Structure.Judge() {
            @Override
            public boolean isAttack(Tokens tokens, int first, int last, boolean brokeOut) {
              if (first == last) {
                return false;
              }
              if (brokeOut) {
                return true;
              }
              boolean strong = false;
              boolean operand = false;
              for (int i = first; i <= last; i++) {
                Kind kind = tokens.kind(i);
                operand |= kind == Kind.WORD || kind == Kind.NUMBER || kind == Kind.TEXT;
                strong |=
                    kind == Kind.TEXT
                        || tokens.is(i, '[')
                        || tokens.is(i, ']')
                        || tokens.is(i, '(')
                        || tokens.is(i, '|')
                        || tokens.is(i, '=')
                        || tokens.isWord(i, "or")
                        || tokens.isWord(i, "and");
              }
              return strong && operand && last - first >= 2;
            }
          });

  private XPathInjection() {}

  /** Asks about an expression that is about to be evaluated. */
  public static Detection check(String expression, Inputs inputs) {
    Detection detection = new Detection();
    STRUCTURE.check(XPathTokenizer.tokens(expression), inputs, detection);
    return detection;
  }
}
