package dev.sekisho.detect;

/** How an attack was recognised. Those of SQL carry the names of the original. */
public enum Algorithm {
  /** An input changed the structure of the sink's text. */
  HTTP_PARAMS,
  /** A condition that holds for every row stands beside others. */
  ALWAYS_TRUE,
  /** A condition that holds for no row stands beside others. */
  ALWAYS_FALSE,
  /** A function that only attackers call from here. */
  BAD_FUNCTION,
  /** A second statement follows. */
  STACKING_QUERIES,
  /** A quote or parenthesis is not closed. */
  SYNTAX_ERROR,
  /** The text ends in a comment. */
  TRAILING_COMMENT,
  /** A second set of rows is joined. */
  UNIONS_SET
}
