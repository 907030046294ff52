package dev.sekisho.manager.access;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.ChangeRefused.Reason;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tokens of the REST API. Only their digests are kept. */
public final class ApiTokens {
  private static final String PREFIX = "skp1.";

  private final Database database;
  private final AuditLog auditLog;
  private final Clock clock;

  public ApiTokens(Database database, AuditLog auditLog, Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.clock = clock;
  }

  /**
   * A new token.
   *
   * @param secret what the caller sends as {@code Authorization: Bearer}; shown once
   * @param token what is kept of it
   */
  public record Made(String secret, ApiToken token) {}

  /**
   * Makes a token.
   *
   * @param validFor empty if it does not expire
   */
  public Made create(
      String name, Role role, boolean mayWeaken, Optional<Duration> validFor, Actor by) {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException("token name: expected 1 to 100 characters");
    }
    String secret = PREFIX + Secret.random();
    Instant now = clock.instant();
    ApiToken token =
        new ApiToken(
            UUID.randomUUID().toString(),
            name,
            role,
            mayWeaken,
            by.name(),
            now,
            validFor.map(now::plus),
            Optional.empty());
    return database.transaction(
        connection -> {
          Query.update(
              connection,
              "insert into api_tokens (id, hash, name, role, may_weaken, created_by, created_at,"
                  + " expires_at) values (?, ?, ?, ?, ?, ?, ?, ?::timestamptz)",
              token.id(),
              Secret.digest(secret),
              name,
              role,
              mayWeaken,
              token.createdBy(),
              token.createdAt(),
              token.expiresAt());
          auditLog.append(
              connection, by, "token.create", name, Map.of("id", token.id(), "role", role), false);
          return new Made(secret, token);
        });
  }

  /** All tokens, the newest first. */
  public List<ApiToken> list() {
    return database.transaction(
        connection ->
            Query.list(
                connection, "select * from api_tokens order by created_at desc", ApiTokens::read));
  }

  /** Takes a token away, at once. */
  public void revoke(String id, Actor by) {
    database.transaction(
        connection -> {
          if (Query.update(connection, "delete from api_tokens where id = ?", id) == 0) {
            throw new ChangeRefused(Reason.NOT_FOUND, id);
          }
          auditLog.append(connection, by, "token.revoke", id, Map.of(), false);
          return true;
        });
  }

  /** Who a token stands for; empty if there is none such, or it expired. */
  public Optional<Principal> find(String secret, String address) {
    if (!secret.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    byte[] hash = Secret.digest(secret);
    return database.transaction(
        connection -> {
          Optional<ApiToken> token =
              Query.first(
                      connection, "select * from api_tokens where hash = ?", ApiTokens::read, hash)
                  .filter(t -> t.expiresAt().isEmpty() || now.isBefore(t.expiresAt().get()));
          if (token.isPresent()
              && token.get().usedAt().map(at -> at.plusSeconds(60).isBefore(now)).orElse(true)) {
            Query.update(connection, "update api_tokens set used_at = ? where hash = ?", now, hash);
          }
          return token.map(t -> principal(t, address));
        });
  }

  private static Principal principal(ApiToken token, String address) {
    return new Principal(
        "token:" + token.name(),
        token.role(),
        token.role().permissions(token.mayWeaken()),
        address,
        false,
        Optional.empty());
  }

  private static ApiToken read(Row row) throws SQLException {
    return new ApiToken(
        row.text("id"),
        row.text("name"),
        Role.valueOf(row.text("role")),
        row.flag("may_weaken"),
        row.text("created_by"),
        row.instant("created_at"),
        row.optionalInstant("expires_at"),
        row.optionalInstant("used_at"));
  }
}
