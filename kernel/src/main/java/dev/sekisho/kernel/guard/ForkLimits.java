package dev.sekisho.kernel.guard;

/**
 * The fork guard of a container. Live processes count, not threads; an exec changes nothing, so a
 * script of any number of sequential commands is innocent.
 *
 * @param belowOneProcessAudit live descendants of any one process: reported above this
 * @param belowOneProcessEnforce above this the new child is killed, and when that goes on, the
 *     subtree that holds the excess
 * @param containerAudit live processes of the container: reported above this
 * @param containerEnforce above this the new child is killed
 */
public record ForkLimits(
    Limit belowOneProcessAudit,
    Limit belowOneProcessEnforce,
    Limit containerAudit,
    Limit containerEnforce) {
  /** No limits. */
  public static final ForkLimits NONE =
      new ForkLimits(Limit.NONE, Limit.NONE, Limit.NONE, Limit.NONE);
}
