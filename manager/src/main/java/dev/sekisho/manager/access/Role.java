package dev.sekisho.manager.access;

import java.util.EnumSet;
import java.util.Set;

/** What somebody is to the manager. */
public enum Role {
  /** May do everything. */
  ADMINISTRATOR,
  /** Policies and hosts; may lower protection only where that was granted. */
  OPERATOR,
  /** Sees everything and changes nothing. */
  AUDITOR;

  /**
   * What the role may do.
   *
   * @param mayWeaken whether lowering protection was granted to an operator; without meaning for
   *     the others
   */
  public Set<Permission> permissions(boolean mayWeaken) {
    return switch (this) {
      case ADMINISTRATOR -> EnumSet.allOf(Permission.class);
      case OPERATOR -> {
        Set<Permission> some =
            EnumSet.of(Permission.READ, Permission.CHANGE_POLICIES, Permission.CHANGE_HOSTS);
        if (mayWeaken) {
          some.add(Permission.WEAKEN);
        }
        yield some;
      }
      case AUDITOR -> EnumSet.of(Permission.READ);
    };
  }
}
