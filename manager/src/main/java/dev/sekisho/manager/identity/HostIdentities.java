package dev.sekisho.manager.identity;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.database.Row;
import dev.sekisho.manager.identity.IdentityRefused.Reason;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.manager.store.SettingsStore;
import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi.EnrolmentRequest;
import dev.sekisho.wire.AgentApi.Identity;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives hosts their identities, checks them on each call, and takes them away. */
public final class HostIdentities {
  /**
   * For this long after its end a certificate may still be used for one thing: to ask for its
   * successor. A host that was switched off over a weekend then needs no new token.
   */
  public static final Duration RENEWAL_GRACE = Duration.ofDays(30);

  private final Database database;
  private final AuditLog auditLog;
  private final CertificateAuthority authority;
  private final BundleSigner signer;
  private final EnrolmentTokens tokens;
  private final SettingsStore settings;
  private final Clock clock;
  private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

  public HostIdentities(
      Database database,
      AuditLog auditLog,
      CertificateAuthority authority,
      BundleSigner signer,
      EnrolmentTokens tokens,
      SettingsStore settings,
      Clock clock) {
    this.database = database;
    this.auditLog = auditLog;
    this.authority = authority;
    this.signer = signer;
    this.tokens = tokens;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Enrols a host.
   *
   * @throws IdentityRefused if the token or the request is refused; a refused request leaves the
   *     token usable
   */
  public Identity enrol(EnrolmentRequest request, String address) {
    PublicKey key = CertificateRequest.publicKey(request.certificateRequest());
    Duration lifetime = settings.current().certificateLifetime();
    Identity enrolled = enrol(request, address, key, lifetime);
    announce(); // it may have taken the place of another
    return enrolled;
  }

  private Identity enrol(
      EnrolmentRequest request, String address, PublicKey key, Duration lifetime) {
    return database.transaction(
        connection -> {
          EnrolmentTokens.Stored token = tokens.take(connection, request.token());
          replaceOrRefuse(connection, request.machineId(), token);
          String id = UUID.randomUUID().toString();
          int number = insertHost(connection, id, request, token);
          tokens.use(connection, token, number);
          X509Certificate certificate = issue(connection, number, id, key, lifetime);
          auditLog.append(
              connection,
              new Actor("host:" + id, address),
              "host.enrol",
              id,
              Map.of("name", request.host().name(), "token", token.id()),
              false);
          return identity(
              KnownHost.find(connection, id).orElseThrow().host(request.host()), certificate);
        });
  }

  private void replaceOrRefuse(
      Connection connection, String machineId, EnrolmentTokens.Stored token) throws SQLException {
    if (machineId.isEmpty()) {
      return;
    }
    Optional<String> present =
        Query.first(
            connection,
            "select id from hosts where machine_id = ? and revoked_at is null for update",
            row -> row.text("id"),
            machineId);
    if (present.isPresent()) {
      if (!token.replaces() && canReturn(connection, present.get())) {
        throw new IdentityRefused(Reason.DUPLICATE_IDENTITY);
      }
      revoke(connection, present.get(), new Actor(token.createdBy(), ""), "replaced");
    }
  }

  /** Whether a host has a certificate that is good, or still good for its renewal. */
  private boolean canReturn(Connection connection, String id) throws SQLException {
    return Query.first(
            connection,
            "select 1 from certificates c join hosts h on h.number = c.host where h.id = ? and"
                + " c.not_after > ? limit 1",
            row -> true,
            id,
            clock.instant().minus(RENEWAL_GRACE))
        .isPresent();
  }

  private int insertHost(
      Connection connection, String id, EnrolmentRequest request, EnrolmentTokens.Stored token)
      throws SQLException {
    return Query.first(
            connection,
            "insert into hosts (id, name, logical_name, group_name, labels, machine_id, version,"
                + " enrolled_at, enrolled_by) values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning number",
            row -> row.number("number"),
            id,
            request.host().name(),
            token.logicalName().isEmpty() ? request.host().name() : token.logicalName(),
            token.group(),
            token.labels(),
            request.machineId(),
            request.version(),
            clock.instant(),
            token.createdBy())
        .orElseThrow();
  }

  private X509Certificate issue(
      Connection connection, int number, String id, PublicKey key, Duration lifetime)
      throws SQLException {
    X509Certificate certificate = authority.issueForHost(id, key, lifetime);
    Query.update(
        connection,
        "insert into certificates (serial, host, not_before, not_after) values (?, ?, ?, ?)",
        serial(certificate),
        number,
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant());
    return certificate;
  }

  private Identity identity(Host host, X509Certificate certificate) {
    return new Identity(
        host, CertificateAuthority.pem(certificate), authority.pem(), signer.publicKeys());
  }

  /**
   * Whose certificate this is, if it may be used now. Asked on each call, so that a revocation
   * takes effect at once.
   *
   * @throws IdentityRefused if it may not
   */
  public KnownHost authenticate(X509Certificate certificate) {
    return check(certificate, Duration.ZERO);
  }

  /** Gives the owner of a certificate its successor. */
  public Identity renew(X509Certificate present, String certificateRequest) {
    PublicKey key = CertificateRequest.publicKey(certificateRequest);
    KnownHost host = check(present, RENEWAL_GRACE);
    Duration lifetime = settings.current().certificateLifetime();
    return database.transaction(
        connection -> {
          if (clock.instant().isAfter(present.getNotAfter().toInstant())
              && !isNewest(connection, host.number(), serial(present))) {
            throw new IdentityRefused(Reason.CERTIFICATE_EXPIRED);
          }
          X509Certificate next = issue(connection, host.number(), host.id(), key, lifetime);
          Query.update(
              connection,
              "delete from certificates where host = ? and not_after < ? and revoked_at is null and"
                  + " serial <> ?",
              host.number(),
              clock.instant().minus(RENEWAL_GRACE),
              serial(next));
          return identity(host.host(host.lastKnown()), next);
        });
  }

  private KnownHost check(X509Certificate certificate, Duration grace) {
    if (!authority.signed(certificate)) {
      throw new IdentityRefused(Reason.CERTIFICATE_UNKNOWN);
    }
    Issued issued =
        database.transaction(
            connection ->
                Query.first(
                        connection,
                        "select c.revoked_at as certificate_revoked_at, h.* from certificates c"
                            + " join hosts h on h.number = c.host where c.serial = ?",
                        Issued::read,
                        serial(certificate))
                    .or(() -> adopted(connection, certificate))
                    .orElseThrow(() -> new IdentityRefused(Reason.CERTIFICATE_UNKNOWN)));
    if (issued.revoked()) {
      throw new IdentityRefused(Reason.CERTIFICATE_REVOKED);
    }
    if (clock.instant().isAfter(certificate.getNotAfter().toInstant().plus(grace))) {
      throw new IdentityRefused(Reason.CERTIFICATE_EXPIRED);
    }
    return issued.host();
  }

  /**
   * A certificate that our authority signed and the table lacks was issued after the backup from
   * which this database was restored: it is good if its host is.
   */
  private static Optional<Issued> adopted(Connection connection, X509Certificate certificate) {
    try {
      Optional<KnownHost> host = KnownHost.find(connection, commonName(certificate));
      if (host.isEmpty()) {
        return Optional.empty();
      }
      Query.update(
          connection,
          "insert into certificates (serial, host, not_before, not_after, revoked_at) select ?,"
              + " number, ?, ?, revoked_at from hosts where number = ?",
          serial(certificate),
          certificate.getNotBefore().toInstant(),
          certificate.getNotAfter().toInstant(),
          host.get().number());
      return Query.first(
          connection,
          "select revoked_at as certificate_revoked_at, h.* from hosts h where number = ?",
          Issued::read,
          host.get().number());
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused: " + e.getMessage(), e);
    }
  }

  private static String commonName(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName("RFC2253");
    return java.util.Arrays.stream(subject.split(",", -1))
        .filter(part -> part.startsWith("CN="))
        .map(part -> part.substring("CN=".length()))
        .findFirst()
        .orElse("");
  }

  private static boolean isNewest(Connection connection, int host, String serial)
      throws SQLException {
    return Query.first(
            connection,
            "select serial from certificates where host = ? order by not_after desc limit 1",
            row -> row.text("serial"),
            host)
        .filter(serial::equals)
        .isPresent();
  }

  /**
   * Takes a host's identity away, at once.
   *
   * @throws ChangeRefused if there is no such host
   */
  public void revoke(String id, Actor by) {
    database.transaction(
        connection -> {
          revoke(connection, id, by, "revoked");
          return true;
        });
    announce();
  }

  /** Calls the listener after hosts may have lost their identities: what they wait for must end. */
  public void onRevocation(Runnable listener) {
    listeners.add(listener);
  }

  private void announce() {
    listeners.forEach(Runnable::run);
  }

  private void revoke(Connection connection, String id, Actor by, String why) throws SQLException {
    Instant now = clock.instant();
    Optional<Integer> number =
        Query.first(
            connection,
            "update hosts set revoked_at = coalesce(revoked_at, ?) where id = ? and removed_at is"
                + " null returning number",
            row -> row.number("number"),
            now,
            id);
    if (number.isEmpty()) {
      throw new ChangeRefused(ChangeRefused.Reason.NOT_FOUND, id);
    }
    Query.update(
        connection,
        "update certificates set revoked_at = ? where host = ? and revoked_at is null",
        now,
        number.get());
    auditLog.append(connection, by, "host.revoke", id, Map.of("why", why), true);
  }

  /** Revokes a host and takes it out of the lists; its events stay. */
  public void remove(String id, Actor by) {
    database.transaction(
        connection -> {
          revoke(connection, id, by, "removed");
          Query.update(
              connection,
              "delete from workloads where host = (select number from hosts where id = ?)",
              id);
          Query.update(
              connection, "update hosts set removed_at = ? where id = ?", clock.instant(), id);
          auditLog.append(connection, by, "host.remove", id, Map.of(), true);
          return true;
        });
    announce();
  }

  private static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  private record Issued(KnownHost host, boolean revoked) {
    static Issued read(Row row) throws SQLException {
      return new Issued(
          KnownHost.read(row),
          row.optionalInstant("certificate_revoked_at").isPresent()
              || row.optionalInstant("revoked_at").isPresent());
    }
  }
}
