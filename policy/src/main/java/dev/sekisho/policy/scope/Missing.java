package dev.sekisho.policy.scope;

/** What stands in place of a value that is not there. */
enum Missing {
  /** Known to be absent: every comparison with it is false. */
  ABSENT,
  /** Not yet known, or the evaluation failed: the answer may be either. */
  UNKNOWN
}
