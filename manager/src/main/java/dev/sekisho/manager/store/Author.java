package dev.sekisho.manager.store;

/**
 * Who changes policies.
 *
 * @param actor who, for the audit log
 * @param mayWeaken whether changes that lower protection are accepted from them
 */
public record Author(Actor actor, boolean mayWeaken) {
  /** The manager itself, at its first start. */
  public static final Author MANAGER = new Author(Actor.MANAGER, true);
}
