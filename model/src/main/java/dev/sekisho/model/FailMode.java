package dev.sekisho.model;

/**
 * What happens to an action when the judge cannot answer, or not in time. {@code CLOSED} is the
 * stricter.
 */
public enum FailMode {
  /** The action passes, and that it passed unjudged is recorded. */
  OPEN,
  /** The action is refused, and that it was refused unjudged is recorded. */
  CLOSED;

  /** The stricter of the two. */
  public FailMode max(FailMode other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
