package dev.sekisho.detect;

/**
 * LDAP injection: an input that brings parentheses or a comparison into a search filter. An
 * asterisk inside a value makes a search wider; that is told only where it is all of the value.
 */
public final class LdapInjection {
  private static final Structure STRUCTURE =
      new Structure(
          Threat.LDAP_INJECTION,
          new Structure.Judge() {
            @Override
            public boolean isAttack(Tokens tokens, int first, int last, boolean brokeOut) {
              for (int i = first; i <= last && first < last; i++) {
                if (tokens.is(i, '(') || tokens.is(i, ')')) {
                  return true;
                }
              }
              return false;
            }
          });

  private LdapInjection() {}

  /** Asks about a filter that a directory is about to be asked with. */
  public static Detection check(String filter, Inputs inputs) {
    Detection detection = new Detection();
    Tokens tokens = LdapTokenizer.tokens(filter);
    STRUCTURE.check(tokens, inputs, detection);
    for (int i = 1; i + 1 < tokens.count() && !detection.isAttack(); i++) {
      if (tokens.is(i, '*') && tokens.is(i + 1, ')') && tokens.is(i - 1, '=')) {
        Candidate all = onlyAsterisk(inputs);
        if (all != null) {
          detection.add(
              new Hit(
                  Threat.LDAP_INJECTION,
                  Algorithm.HTTP_PARAMS,
                  all,
                  tokens.start(i),
                  tokens.end(i),
                  tokens.start(i),
                  tokens.end(i)));
        }
      }
    }
    return detection;
  }

  private static @org.jspecify.annotations.Nullable Candidate onlyAsterisk(Inputs inputs) {
    for (Input input : inputs.all()) {
      if (Decodings.url(input.text()).equals("*")) {
        return new Candidate(input, Form.PLAIN, "*");
      }
    }
    return null;
  }
}
