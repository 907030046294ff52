package dev.sekisho.manager.access;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.Settings;
import dev.sekisho.manager.store.SettingsStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Logins of people. The browser holds a random secret in a cookie, the manager its digest: who
 * reads the database cannot use a login. A login begins with a new secret, always.
 */
public final class Sessions {
  /** The prefix makes browsers refuse it without Secure, with a domain or with another path. */
  public static final String COOKIE = "__Host-sekisho";

  /**
   * The form field, and with {@code X-} and in the usual spelling the header, of the CSRF token.
   */
  public static final String CSRF_FIELD = "csrf";

  public static final String CSRF_HEADER = "X-CSRF-Token";

  /** How exactly activity is written down. */
  private static final Duration ACTIVITY_STEP = Duration.ofSeconds(30);

  private final Database database;
  private final AuditLog auditLog;
  private final SettingsStore settings;
  private final Users users;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final Clock clock;
  private final String nobodysHash;
  private final CopyOnWriteArrayList<Consumer<String>> afterLogin = new CopyOnWriteArrayList<>();

  public Sessions(
      Database database,
      AuditLog auditLog,
      SettingsStore settings,
      Users users,
      Passwords passwords,
      Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.settings = settings;
    this.users = users;
    this.passwords = passwords;
    this.throttle = new LoginThrottle(clock);
    this.clock = clock;
    this.nobodysHash = passwords.hash(Secret.random());
  }

  /**
   * Whether anybody could sign in now.
   *
   * @throws dev.sekisho.manager.database.DatabaseUnavailable if not
   */
  public void checkStore() {
    database.transaction(
        connection -> Query.first(connection, "select 1 as one", row -> row.number("one")));
  }

  /** Calls the listener with the user's name after each login. */
  public void afterLogin(Consumer<String> listener) {
    afterLogin.add(listener);
  }

  /** Signs a person in. A name that does not exist takes as long as a wrong password. */
  public LoginResult login(String name, String password, String address) {
    Duration wait = throttle.wait(name, address);
    if (!wait.isZero()) {
      return new LoginResult.TooMany(wait);
    }
    String hash = users.hashOf(name);
    boolean right = passwords.matches(password, hash.isEmpty() ? nobodysHash : hash);
    Optional<User> user = right ? users.one(name).filter(u -> !u.disabled()) : Optional.empty();
    if (user.isEmpty()) {
      throttle.failed(name, address);
      auditLog.append(new Actor(shortened(name), address), "login.refused", "", Map.of());
      return new LoginResult.Refused();
    }
    throttle.succeeded(name, address);
    String cookie = begin(name, address);
    afterLogin.forEach(listener -> listener.accept(name));
    return new LoginResult.Accepted(cookie, user.get().mustChangePassword());
  }

  private String begin(String name, String address) {
    String cookie = Secret.random();
    Instant now = clock.instant();
    return database.transaction(
        connection -> {
          Query.update(
              connection,
              "insert into sessions (hash, user_name, csrf, address, created_at, active_at) values"
                  + " (?, ?, ?, ?, ?, ?)",
              Secret.digest(cookie),
              name,
              Secret.random(),
              address,
              now,
              now);
          Query.update(connection, "update users set last_login_at = ? where name = ?", now, name);
          auditLog.append(connection, new Actor(name, address), "login", "", Map.of(), false);
          return cookie;
        });
  }

  /**
   * Who a cookie stands for; counts as activity.
   *
   * @return empty if there is no such login, or it ended
   */
  public Optional<Principal> find(String cookie, String address) {
    Settings now = settings.current();
    byte[] hash = Secret.digest(cookie);
    return database.transaction(
        connection -> {
          Optional<Live> live =
              Query.first(
                      connection,
                      "select * from sessions where hash = ?",
                      row ->
                          new Live(
                              row.text("user_name"),
                              row.text("csrf"),
                              row.instant("created_at"),
                              row.instant("active_at")),
                      hash)
                  .filter(session -> isAlive(session, now));
          Optional<User> user =
              live.isPresent()
                  ? Users.find(connection, live.get().user()).filter(u -> !u.disabled())
                  : Optional.empty();
          if (user.isEmpty()) {
            return Optional.empty();
          }
          touch(connection, hash, live.get());
          return Optional.of(principal(user.get(), live.get(), hash, address, now));
        });
  }

  private void touch(java.sql.Connection connection, byte[] hash, Live live)
      throws java.sql.SQLException {
    Instant now = clock.instant();
    if (live.activeAt().plus(ACTIVITY_STEP).isBefore(now)) {
      Query.update(connection, "update sessions set active_at = ? where hash = ?", now, hash);
    }
  }

  /**
   * Notes that a live page is open, which counts as activity.
   *
   * @return whether the login is still good; when not, the page must end
   */
  public boolean keepAlive(String cookie, String address) {
    return find(cookie, address).isPresent();
  }

  /** Ends a login. */
  public void logout(Session session, String address) {
    database.transaction(
        connection -> {
          Query.update(
              connection,
              "delete from sessions where hash = ?",
              HexFormat.of().parseHex(session.key()));
          auditLog.append(
              connection, new Actor(session.user(), address), "logout", "", Map.of(), false);
          return true;
        });
  }

  /** Forgets logins that ended by time. */
  public int sweep() {
    Settings current = settings.current();
    Instant now = clock.instant();
    return database.transaction(
        connection ->
            Query.update(
                connection,
                "delete from sessions where active_at < ? or created_at < ?",
                now.minus(current.sessionIdle()),
                now.minus(current.sessionAbsolute())));
  }

  private boolean isAlive(Live session, Settings current) {
    Instant now = clock.instant();
    return now.isBefore(session.activeAt().plus(current.sessionIdle()))
        && now.isBefore(session.createdAt().plus(current.sessionAbsolute()));
  }

  private static Principal principal(
      User user, Live live, byte[] hash, String address, Settings settings) {
    return new Principal(
        user.name(),
        user.role(),
        user.role().permissions(user.mayWeaken()),
        address,
        user.mustChangePassword(),
        Optional.of(
            new Session(
                HexFormat.of().formatHex(hash),
                user.name(),
                live.csrf(),
                live.createdAt(),
                live.createdAt().plus(settings.sessionAbsolute()))));
  }

  private static String shortened(String name) {
    return name.length() > 63 ? name.substring(0, 63) + "…" : name;
  }

  private record Live(String user, String csrf, Instant createdAt, Instant activeAt) {}
}
