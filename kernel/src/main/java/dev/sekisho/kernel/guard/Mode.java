package dev.sekisho.kernel.guard;

/**
 * What a control does about what it finds. Ordered: the stronger mode has the higher ordinal, which
 * is also the value in BPF maps.
 */
public enum Mode {
  /** Nothing is looked at. */
  OFF,
  /** It is reported. */
  AUDIT,
  /** It is stopped and reported. */
  ENFORCE
}
