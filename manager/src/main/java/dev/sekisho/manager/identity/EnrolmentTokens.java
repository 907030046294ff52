package dev.sekisho.manager.identity;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tokens with which a host enrols: one use, an end, and the digest of the CA in their text. */
public final class EnrolmentTokens {
  private static final String PREFIX = "skt1.";
  private static final Duration LONGEST = Duration.ofDays(30);

  private final Database database;
  private final AuditLog auditLog;
  private final CertificateAuthority authority;
  private final Clock clock;

  public EnrolmentTokens(
      Database database, AuditLog auditLog, CertificateAuthority authority, Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.authority = authority;
    this.clock = clock;
  }

  /**
   * What a token gives to the host that uses it.
   *
   * @param logicalName the host's logical name; empty takes the host's own
   * @param group the enforcer group, empty for none
   * @param labels labels of the host
   * @param validFor how long it may be used, at most 30 days
   * @param replaces whether it may take the place of an enrolled host with the same machine id,
   *     whose identity is then revoked
   */
  public record Grant(
      String logicalName,
      String group,
      Map<String, String> labels,
      Duration validFor,
      boolean replaces) {
    public Grant {
      labels = Map.copyOf(labels);
      if (validFor.isNegative() || validFor.isZero() || validFor.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "validFor " + validFor + ": expected more than nothing and at most P30D");
      }
      if (logicalName.length() > 253 || group.length() > 253 || labels.size() > 64) {
        throw new IllegalArgumentException(
            "names: at most 253 characters each, and at most 64 labels");
      }
    }
  }

  /**
   * A token that was made.
   *
   * @param id names it
   * @param text the whole token, shown once
   * @param expiresAt when it ends
   */
  public record Made(String id, String text, Instant expiresAt) {}

  public Made create(Grant grant, Actor by) {
    byte[] secretBytes = new byte[32];
    new SecureRandom().nextBytes(secretBytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
    Instant now = clock.instant();
    Made made =
        new Made(
            UUID.randomUUID().toString(),
            PREFIX + secret + "." + authority.fingerprint(),
            now.plus(grant.validFor()));
    return database.transaction(
        connection -> {
          Query.update(
              connection,
              "insert into enrolment_tokens (id, hash, logical_name, group_name, labels, replaces,"
                  + " created_by, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              made.id(),
              digest(secret),
              grant.logicalName(),
              grant.group(),
              Json.text(grant.labels()),
              grant.replaces(),
              by.name(),
              now,
              made.expiresAt());
          auditLog.append(
              connection,
              by,
              "enrolment-token.create",
              made.id(),
              Map.of("grant", grant),
              grant.replaces());
          return made;
        });
  }

  /**
   * A token as it lies in the table.
   *
   * @param id names it
   * @param logicalName as in {@link Grant}
   * @param group as in {@link Grant}
   * @param labels JSON
   * @param replaces as in {@link Grant}
   * @param createdBy who made it
   */
  record Stored(
      String id,
      String logicalName,
      String group,
      String labels,
      boolean replaces,
      String createdBy) {}

  /** Takes a token, locked until the end of the transaction, or says why not. */
  Stored take(Connection connection, String text) throws SQLException {
    String secret = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
    int dot = secret.indexOf('.');
    Optional<Found> found =
        Query.first(
            connection,
            "select * from enrolment_tokens where hash = ? for update",
            EnrolmentTokens::read,
            digest(dot < 0 ? secret : secret.substring(0, dot)));
    if (found.isEmpty()) {
      throw new IdentityRefused(IdentityRefused.Reason.TOKEN_WRONG);
    }
    if (found.get().used()) {
      throw new IdentityRefused(IdentityRefused.Reason.TOKEN_USED);
    }
    if (!clock.instant().isBefore(found.get().expiresAt())) {
      throw new IdentityRefused(IdentityRefused.Reason.TOKEN_EXPIRED);
    }
    return found.get().token();
  }

  void use(Connection connection, Stored token, int host) throws SQLException {
    Query.update(
        connection,
        "update enrolment_tokens set used_at = ?, used_by = ? where id = ?",
        clock.instant(),
        host,
        token.id());
  }

  private record Found(Stored token, boolean used, Instant expiresAt) {}

  private static Found read(Row row) throws SQLException {
    return new Found(
        new Stored(
            row.text("id"),
            row.text("logical_name"),
            row.text("group_name"),
            row.text("labels"),
            row.flag("replaces"),
            row.text("created_by")),
        row.optionalInstant("used_at").isPresent(),
        row.instant("expires_at"));
  }

  /** Tokens that can still be used, without their secrets; the newest first. */
  public List<Pending> pending() {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select * from enrolment_tokens where used_at is null and expires_at > ? order by"
                    + " created_at desc",
                row ->
                    new Pending(
                        row.text("id"),
                        row.text("logical_name"),
                        row.text("group_name"),
                        row.text("created_by"),
                        row.instant("expires_at")),
                clock.instant()));
  }

  /** A token that can still be used. */
  public record Pending(
      String id, String logicalName, String group, String createdBy, Instant expiresAt) {}

  private static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
