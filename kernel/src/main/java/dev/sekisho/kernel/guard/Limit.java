package dev.sekisho.kernel.guard;

/**
 * A limit on live processes and the clause that asks for it.
 *
 * @param processes the greatest number that is still allowed; 0 is no limit
 * @param clause any number that the caller understands; events carry it unchanged
 */
public record Limit(int processes, int clause) {
  /** No limit. */
  public static final Limit NONE = new Limit(0, 0);

  public Limit {
    if (processes < 0) throw new IllegalArgumentException("limit of " + processes + " processes");
  }
}
