package dev.sekisho.policy.scope;

import java.util.List;

/**
 * Why the text of a scope is refused.
 *
 * @param offset where in the text, in characters from 0
 * @param id kebab-case kind, whose words are in the message catalogue under {@code problem.ID.what}
 *     and {@code problem.ID.fix}
 * @param values what its words name
 */
public record ScopeError(int offset, String id, List<String> values) {
  public ScopeError {
    values = List.copyOf(values);
  }

  /** Carries an error out of the parser and the checker. */
  static final class Thrown extends Exception {
    private static final long serialVersionUID = 1;

    private final transient ScopeError error;

    Thrown(int offset, String id, String... values) {
      super(id, null, false, false);
      this.error = new ScopeError(offset, id, List.of(values));
    }

    ScopeError error() {
      return error;
    }
  }
}
