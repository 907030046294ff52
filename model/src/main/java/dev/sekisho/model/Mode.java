package dev.sekisho.model;

/**
 * How firmly something is wanted; the order of the constants is the lattice of decisions, {@code
 * NONE < AUDIT < ENFORCE}.
 *
 * <p>A control's configuration denotes a function from facts to this lattice, and policies are
 * joined by {@link #max}.
 */
public enum Mode {
  /** Nothing is wanted: the fact passes and no policy speaks of it. */
  NONE,
  /** The fact passes and is reported as one that enforcement would have stopped. */
  AUDIT,
  /** The fact is stopped. */
  ENFORCE;

  /** The stricter of the two. */
  public Mode max(Mode other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The milder of the two. */
  public Mode min(Mode other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
