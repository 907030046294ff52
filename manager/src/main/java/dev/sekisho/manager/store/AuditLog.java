package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The record of every change. Entries are chained by hashes: what is changed or taken out later
 * breaks the chain, and cutting off the end shows against a hash that somebody kept.
 */
public final class AuditLog {
  private static final byte[] BEGINNING = new byte[32];

  /** Any number: it names the lock that makes appends follow one another. */
  private static final long LOCK = 0x5e4150;

  private final Database database;
  private final Clock clock;

  public AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Adds an entry in the transaction of the change itself, so that neither is without the other.
   *
   * @param detail written as JSON; no secrets
   */
  public void append(
      Connection connection,
      Actor actor,
      String action,
      String subject,
      Object detail,
      boolean weakens)
      throws SQLException {
    Query.list(connection, "select pg_advisory_xact_lock(?)", row -> true, LOCK);
    Optional<Tail> tail =
        Query.first(
            connection,
            "select number, hash from audit_log order by number desc limit 1",
            row -> new Tail(row.wide("number"), row.bytes("hash")));
    byte[] previous = tail.map(Tail::hash).orElse(BEGINNING);
    AuditEntry entry =
        new AuditEntry(
            tail.map(Tail::number).orElse(0L) + 1,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            Query.withoutNul(actor.name()),
            Query.withoutNul(actor.address()),
            action,
            Query.withoutNul(subject),
            Query.withoutNul(Json.text(detail)),
            weakens,
            "");
    Query.update(
        connection,
        "insert into audit_log (number, at, actor, address, action, subject, detail, weakens,"
            + " previous, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.number(),
        entry.at(),
        entry.actor(),
        entry.address(),
        entry.action(),
        entry.subject(),
        entry.detail(),
        entry.weakens(),
        previous,
        hash(previous, entry));
  }

  /** Adds an entry for something that changes nothing in the database, such as a failed login. */
  public void append(Actor actor, String action, String subject, Object detail) {
    database.transaction(
        connection -> {
          append(connection, actor, action, subject, detail, false);
          return true;
        });
  }

  /**
   * Entries, newest first.
   *
   * @param before only those with a smaller number; {@code Long.MAX_VALUE} begins with the newest
   */
  public List<AuditEntry> page(long before, int limit) {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select * from audit_log where number < ? order by number desc limit ?",
                AuditLog::read,
                before,
                limit));
  }

  /**
   * Entries that lowered protection, oldest first.
   *
   * @param after only those with a greater number
   */
  public List<AuditEntry> weakening(long after, int limit) {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select * from audit_log where weakens and number > ? order by number limit ?",
                AuditLog::read,
                after,
                limit));
  }

  /**
   * Whether the chain is whole.
   *
   * @param entries how many were looked at
   * @param brokenAt number of the first entry that does not follow from the one before; empty if
   *     all do
   * @param head hash of the newest entry, to be kept elsewhere
   */
  public record Verification(long entries, Optional<Long> brokenAt, String head) {}

  public Verification verify() {
    return database.transaction(
        connection -> {
          byte[] previous = BEGINNING;
          long number = 0;
          while (true) {
            List<Link> links =
                Query.list(
                    connection,
                    "select * from audit_log where number > ? order by number limit 1000",
                    row -> new Link(read(row), row.bytes("previous"), row.bytes("hash")),
                    number);
            if (links.isEmpty()) {
              return new Verification(number, Optional.empty(), AuditEntry.hex(previous));
            }
            for (Link link : links) {
              if (link.entry().number() != number + 1
                  || !Arrays.equals(link.previous(), previous)
                  || !Arrays.equals(link.hash(), hash(previous, link.entry()))) {
                return new Verification(
                    number, Optional.of(link.entry().number()), AuditEntry.hex(previous));
              }
              previous = link.hash();
              number++;
            }
          }
        });
  }

  @SuppressWarnings("ArrayRecordComponent") // a digest on its way, compared by Arrays.equals
  private record Tail(long number, byte[] hash) {}

  @SuppressWarnings("ArrayRecordComponent") // a digest on its way, compared by Arrays.equals
  private record Link(AuditEntry entry, byte[] previous, byte[] hash) {}

  private static AuditEntry read(Row row) throws SQLException {
    return new AuditEntry(
        row.wide("number"),
        row.instant("at"),
        row.text("actor"),
        row.text("address"),
        row.text("action"),
        row.text("subject"),
        row.text("detail"),
        row.flag("weakens"),
        HexFormat.of().formatHex(row.bytes("hash")));
  }

  /** Each part is preceded by its length, so that no two entries give the same bytes. */
  private static byte[] hash(byte[] previous, AuditEntry entry) {
    MessageDigest digest = sha256();
    digest.update(previous);
    for (String part :
        List.of(
            Long.toString(entry.number()),
            micros(entry.at()),
            entry.actor(),
            entry.address(),
            entry.action(),
            entry.subject(),
            entry.detail(),
            Boolean.toString(entry.weakens()))) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
      digest.update(bytes);
    }
    return digest.digest();
  }

  private static String micros(Instant at) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
