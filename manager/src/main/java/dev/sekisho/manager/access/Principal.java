package dev.sekisho.manager.access;

import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.Author;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name a user's name, or {@code token:NAME}
 * @param role the role
 * @param permissions what is allowed
 * @param address from where
 * @param mustChangePassword whether nothing else is allowed before a new password is set
 * @param session the login, empty for an API token
 */
public record Principal(
    String name,
    Role role,
    Set<Permission> permissions,
    String address,
    boolean mustChangePassword,
    Optional<Session> session) {
  public Principal {
    permissions = Set.copyOf(permissions);
  }

  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }

  /** For the audit log. */
  public Actor actor() {
    return new Actor(name, address);
  }

  /** For changes of policies. */
  public Author author() {
    return new Author(actor(), may(Permission.WEAKEN));
  }
}
