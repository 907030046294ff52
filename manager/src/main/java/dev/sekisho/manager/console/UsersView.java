package dev.sekisho.manager.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The people who may sign in.
 *
 * @param rows by name
 * @param roles roles to choose from
 * @param madeName name of the user whose one-time password is shown, empty if none is
 * @param madePassword the one-time password, shown once
 * @param problem why the last change failed, empty if it did not
 */
public record UsersView(
    List<Row> rows, List<Choice> roles, String madeName, String madePassword, String problem) {
  public UsersView {
    rows = List.copyOf(rows);
    roles = List.copyOf(roles);
  }

  /**
   * A person.
   *
   * @param address of the page that changes what he may
   * @param note what is special about the login
   */
  public record Row(
      String address,
      String name,
      String role,
      String note,
      Instant createdAt,
      Optional<Instant> lastLoginAt) {
    public boolean hasLoggedIn() {
      return lastLoginAt.isPresent();
    }

    /** Asked for only where there was a login. */
    public Instant lastLogin() {
      return lastLoginAt.orElseThrow();
    }
  }
}
