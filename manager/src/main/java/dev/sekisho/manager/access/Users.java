package dev.sekisho.manager.access;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.ChangeRefused.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The people who may sign in. */
public final class Users {
  /** The form of a user's name. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

  /** The shortest password accepted. */
  public static final int MINIMUM_PASSWORD_LENGTH = 12;

  private final Database database;
  private final AuditLog auditLog;
  private final Passwords passwords;
  private final Clock clock;

  public Users(Database database, AuditLog auditLog, Passwords passwords, Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** All users by name. */
  public List<User> list() {
    return database.transaction(
        connection -> Query.list(connection, "select * from users order by name", Users::read));
  }

  public Optional<User> one(String name) {
    return database.transaction(connection -> find(connection, name));
  }

  /**
   * Makes a user.
   *
   * @return the one-time password, shown nowhere else
   * @throws IllegalArgumentException if the name has another form
   * @throws ChangeRefused {@code EXISTS} if there is one already
   */
  public String create(String name, Role role, boolean mayWeaken, Actor by) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "user name: expected lower-case letters, digits, dots and hyphens, at most 63");
    }
    String password = Secret.oneTimePassword();
    String hash = passwords.hash(password);
    return database.transaction(
        connection -> {
          int made =
              Query.update(
                  connection,
                  "insert into users (name, password_hash, role, may_weaken, must_change_password,"
                      + " disabled, created_at) values (?, ?, ?, ?, true, false, ?) on conflict do"
                      + " nothing",
                  name,
                  hash,
                  role,
                  mayWeaken,
                  clock.instant());
          if (made == 0) {
            throw new ChangeRefused(Reason.EXISTS, name);
          }
          auditLog.append(
              connection,
              by,
              "user.create",
              name,
              Map.of("role", role, "mayWeaken", mayWeaken),
              false);
          return password;
        });
  }

  /**
   * Changes what a user may do. All logins of a disabled user end at once.
   *
   * @throws ChangeRefused if there is no such user, or no administrator would be left
   */
  public User change(String name, Role role, boolean mayWeaken, boolean disabled, Actor by) {
    return database.transaction(
        connection -> {
          int changed =
              Query.update(
                  connection,
                  "update users set role = ?, may_weaken = ?, disabled = ? where name = ?",
                  role,
                  mayWeaken,
                  disabled,
                  name);
          if (changed == 0) {
            throw new ChangeRefused(Reason.NOT_FOUND, name);
          }
          if (disabled) {
            Query.update(connection, "delete from sessions where user_name = ?", name);
          }
          requireAdministrator(connection);
          auditLog.append(
              connection,
              by,
              "user.change",
              name,
              Map.of("role", role, "mayWeaken", mayWeaken, "disabled", disabled),
              false);
          return find(connection, name).orElseThrow();
        });
  }

  /**
   * Deletes a user, who is signed out at once.
   *
   * @throws ChangeRefused if there is no such user, or no administrator would be left
   */
  public void delete(String name, Actor by) {
    database.transaction(
        connection -> {
          if (Query.update(connection, "delete from users where name = ?", name) == 0) {
            throw new ChangeRefused(Reason.NOT_FOUND, name);
          }
          requireAdministrator(connection);
          auditLog.append(connection, by, "user.delete", name, Map.of(), false);
          return true;
        });
  }

  /**
   * Gives a user a new one-time password and ends all their logins.
   *
   * @return the password, shown nowhere else
   */
  public String resetPassword(String name, Actor by) {
    String password = Secret.oneTimePassword();
    String hash = passwords.hash(password);
    return database.transaction(
        connection -> {
          if (Query.update(
                  connection,
                  "update users set password_hash = ?, must_change_password = true where name = ?",
                  hash,
                  name)
              == 0) {
            throw new ChangeRefused(Reason.NOT_FOUND, name);
          }
          Query.update(connection, "delete from sessions where user_name = ?", name);
          auditLog.append(connection, by, "user.reset-password", name, Map.of(), false);
          return password;
        });
  }

  /** What came of a user's wish for another password. */
  public enum PasswordChange {
    DONE,
    /** The present password is another one. */
    WRONG_PRESENT,
    /** Shorter than {@link #MINIMUM_PASSWORD_LENGTH}, or longer than 1,000 characters. */
    BAD_LENGTH,
    /** The same as before, or it contains the user's name. */
    TOO_EASY
  }

  /** Changes a user's own password; all other logins of this user end. */
  public PasswordChange changePassword(Session session, String present, String next, Actor by) {
    String name = session.user();
    if (next.length() < MINIMUM_PASSWORD_LENGTH || next.length() > Passwords.MAXIMUM_LENGTH) {
      return PasswordChange.BAD_LENGTH;
    }
    if (next.equals(present) || next.toLowerCase(java.util.Locale.ROOT).contains(name)) {
      return PasswordChange.TOO_EASY;
    }
    if (!passwords.matches(present, hashOf(name))) {
      return PasswordChange.WRONG_PRESENT;
    }
    String hash = passwords.hash(next);
    return database.transaction(
        connection -> {
          Query.update(
              connection,
              "update users set password_hash = ?, must_change_password = false where name = ?",
              hash,
              name);
          Query.update(
              connection,
              "delete from sessions where user_name = ? and encode(hash, 'hex') <> ?",
              name,
              session.key());
          auditLog.append(connection, by, "user.change-password", name, Map.of(), false);
          return PasswordChange.DONE;
        });
  }

  /** The stored hash; a hash that nothing matches for a name that does not exist. */
  String hashOf(String name) {
    return database.transaction(
        connection ->
            Query.first(
                    connection,
                    "select password_hash from users where name = ?",
                    row -> row.text("password_hash"),
                    name)
                .orElse(""));
  }

  static Optional<User> find(Connection connection, String name) throws SQLException {
    return Query.first(connection, "select * from users where name = ?", Users::read, name);
  }

  private static void requireAdministrator(Connection connection) throws SQLException {
    // The lock keeps two administrators from taking each other away at the same moment.
    boolean one =
        !Query.list(
                connection,
                "select name from users where role = 'ADMINISTRATOR' and not disabled for update",
                row -> row.text("name"))
            .isEmpty();
    if (!one) {
      throw new ChangeRefused(Reason.LAST_ADMINISTRATOR, "");
    }
  }

  private static User read(Row row) throws SQLException {
    return new User(
        row.text("name"),
        Role.valueOf(row.text("role")),
        row.flag("may_weaken"),
        row.flag("must_change_password"),
        row.flag("disabled"),
        row.instant("created_at"),
        row.optionalInstant("last_login_at"));
  }
}
