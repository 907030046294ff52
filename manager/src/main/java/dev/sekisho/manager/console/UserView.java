package dev.sekisho.manager.console;

import java.util.List;

/**
 * One person's rights.
 *
 * @param address of the page
 * @param name as typed at login
 * @param roles roles to choose from
 * @param mayWeaken whether an operator may lower protection
 * @param disabled whether signing in is refused
 * @param problem why the last change failed, empty if it did not
 */
public record UserView(
    String address,
    String name,
    List<Choice> roles,
    boolean mayWeaken,
    boolean disabled,
    String problem) {
  public UserView {
    roles = List.copyOf(roles);
  }
}
