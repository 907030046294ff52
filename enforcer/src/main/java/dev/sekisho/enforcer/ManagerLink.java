package dev.sekisho.enforcer;

import dev.sekisho.model.Host;
import dev.sekisho.model.Problem;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.AgentClient;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.CertificateRequest;
import dev.sekisho.wire.Credentials;
import dev.sekisho.wire.EnrolmentToken;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The connection to the manager with the identity that it needs: enrols, renews, and hands out the
 * client of the certificate in force. Calls from many threads.
 */
final class ManagerLink implements AutoCloseable {
  /** The address of a stand-alone enforcer's manager: there is none. */
  static final URI NOWHERE = URI.create("https://localhost:0");

  private final URI manager;
  private final IdentityStore store;
  private final InstantSource clock;
  private final Locale locale;
  private volatile Optional<Session> session = Optional.empty();

  private record Session(StoredIdentity identity, Credentials credentials, AgentClient client) {}

  /** A call that needs an identity. */
  interface Call<T> {
    Answer<T> on(AgentClient client) throws InterruptedException;
  }

  ManagerLink(URI manager, IdentityStore store, InstantSource clock, Locale locale) {
    this.manager = manager;
    this.store = store;
    this.clock = clock;
    this.locale = locale;
  }

  /** Goes on with the identity of an earlier start. */
  void resume(StoredIdentity identity) throws IOException {
    Credentials credentials = identity.credentials();
    replace(
        new Session(identity, credentials, AgentClient.of(manager, credentials, clock, locale)));
  }

  private synchronized void replace(Session fresh) {
    Optional<Session> old = session;
    session = Optional.of(fresh);
    // Calls under way with the old certificate may end by themselves.
    old.ifPresent(o -> Thread.ofVirtual().start(o.client()::retire));
  }

  Optional<AgentApi.Identity> identity() {
    return session.map(s -> s.identity().identity());
  }

  /** The host's id, {@code local} before enrolment. */
  String hostId() {
    return session.map(s -> s.identity().identity().host().id()).orElse("local");
  }

  /**
   * Asks for an identity with a token, once.
   *
   * @param host what the host knows of itself
   */
  Answer<AgentApi.Identity> enrol(EnrolmentToken token, Host host, String machineId, String version)
      throws IOException, InterruptedException {
    KeyPair key = CertificateRequest.newKey();
    AgentApi.EnrolmentRequest request =
        new AgentApi.EnrolmentRequest(
            token.secret(), CertificateRequest.pem(key, host.name()), host, machineId, version);
    try (AgentClient client = AgentClient.forEnrolment(manager, token, locale)) {
      Answer<AgentApi.Identity> answer = client.enrol(request);
      if (answer instanceof Answer.Ok<AgentApi.Identity>(AgentApi.Identity identity)) {
        keep(key, Tokens.hash(token), identity);
      }
      return answer;
    }
  }

  private void keep(KeyPair key, String tokenHash, AgentApi.Identity identity) throws IOException {
    String pem = Pem.text("PRIVATE KEY", key.getPrivate().getEncoded());
    StoredIdentity stored = new StoredIdentity(manager.toString(), pem, tokenHash, identity);
    stored.credentials();
    store.save(stored);
    resume(stored);
  }

  /** Makes a call, if the host is enrolled. */
  <T> Optional<Answer<T>> call(Call<T> call) throws InterruptedException {
    Optional<Session> now = session;
    return now.isEmpty() ? Optional.empty() : Optional.of(call.on(now.get().client()));
  }

  /**
   * Asks for a new certificate when two thirds of the old one's life are over.
   *
   * @return what went wrong, empty if nothing did
   */
  Optional<Problem> renewWhenDue() throws IOException, InterruptedException {
    Optional<Session> now = session;
    if (now.isEmpty() || clock.instant().isBefore(now.get().credentials().renewal())) {
      return Optional.empty();
    }
    return switch (renew()) {
      case Answer.Ok<AgentApi.Identity> ok -> Optional.empty();
      case Answer.Unchanged<AgentApi.Identity> unchanged -> Optional.empty();
      case Answer.Refused<AgentApi.Identity> refused -> Optional.of(refused.problem());
      case Answer.Away<AgentApi.Identity> away -> Optional.of(away.problem());
    };
  }

  /** Asks for a new certificate of the identity that the host has, and keeps it. */
  Answer<AgentApi.Identity> renew() throws IOException, InterruptedException {
    Session now = session.orElseThrow();
    KeyPair key = CertificateRequest.newKey();
    Answer<AgentApi.Identity> answer =
        now.client().renew(new AgentApi.RenewalRequest(CertificateRequest.pem(key, hostId())));
    if (answer instanceof Answer.Ok<AgentApi.Identity>(AgentApi.Identity identity)) {
      keep(key, now.identity().tokenHash(), identity);
    }
    return answer;
  }

  /** The manager has named the host or its bundle keys anew. */
  synchronized void update(Host host, Map<String, String> bundleKeys) throws IOException {
    Session now = session.orElseThrow();
    AgentApi.Identity old = now.identity().identity();
    if (!host.id().equals(old.host().id())) return; // an id is given once, at enrolment
    AgentApi.Identity changed =
        new AgentApi.Identity(
            host,
            old.certificate(),
            old.certificateAuthority(),
            bundleKeys.isEmpty() ? old.bundleKeys() : bundleKeys);
    if (changed.equals(old)) return;
    StoredIdentity stored = now.identity().with(changed);
    store.save(stored);
    session = Optional.of(new Session(stored, now.credentials(), now.client()));
  }

  @Override
  public void close() {
    session.ifPresent(s -> s.client().close());
  }
}
