package dev.sekisho.policy.scope;

/** The answer of a scope: it is not always known. */
public enum Truth {
  FALSE,
  /** An attribute that decides is not yet known, or the evaluation failed. */
  UNKNOWN,
  TRUE
}
