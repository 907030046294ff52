package dev.sekisho.manager.store;

/**
 * Who changes something, for the audit log.
 *
 * @param name a user, {@code token:NAME}, {@code host:ID} or {@code manager}
 * @param address from where, empty for the manager itself
 */
public record Actor(String name, String address) {
  /** The manager itself. */
  public static final Actor MANAGER = new Actor("manager", "");
}
