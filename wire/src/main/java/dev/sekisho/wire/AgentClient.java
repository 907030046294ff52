package dev.sekisho.wire;

import dev.sekisho.model.Problem;
import dev.sekisho.policy.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The enforcer's side of the {@linkplain AgentApi agent API}. One client stands for one
 * certificate: after a renewal make a new one. Calls block; what goes wrong is an {@link Answer},
 * not an exception.
 */
public final class AgentClient implements AutoCloseable {
  /**
   * The longest answer that is read; a bundle of a thousand policies is far below it, and the
   * enforcer's heap holds it.
   */
  static final long MAXIMUM_ANSWER_BYTES = 12L << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration CALL = Duration.ofSeconds(20);

  private final URI manager;
  private final HttpClient http;
  private final AgentProblems problems;
  private final String language;
  private final BooleanSupplier expired;

  private AgentClient(URI manager, SSLContext context, BooleanSupplier expired, Locale locale) {
    this.manager = manager;
    this.expired = expired;
    this.language = locale.toLanguageTag();
    this.problems = new AgentProblems(manager, Messages.of(AgentClient.class, locale));
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(context)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * A client that can only enrol.
   *
   * @param manager such as {@code https://127.0.0.1:8444}
   * @param token its hash is what the server must show
   * @param locale language of the problems
   */
  public static AgentClient forEnrolment(URI manager, EnrolmentToken token, Locale locale) {
    return new AgentClient(
        manager,
        context(new KeyManager[0], new TrustedAuthority(token.authority(), Optional.empty())),
        () -> false,
        locale);
  }

  /**
   * A client of an enrolled host.
   *
   * @param clock tells whether the certificate has ended when a connection fails: a TLS 1.3 server
   *     that refuses it just closes, more often than not before its alert is read
   */
  public static AgentClient of(
      URI manager, Credentials credentials, InstantSource clock, Locale locale) {
    TrustedAuthority trusted =
        new TrustedAuthority(
            Pem.sha256(credentials.authority()), Optional.of(credentials.authority()));
    return new AgentClient(
        manager,
        context(keyManagers(credentials), trusted),
        () -> credentials.expired(clock.instant()),
        locale);
  }

  private static KeyManager[] keyManagers(Credentials credentials) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] inMemoryOnly = {};
      store.setKeyEntry(
          "host", credentials.key(), inMemoryOnly, credentials.chain().toArray(Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, inMemoryOnly);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("key and certificate do not fit: " + e.getMessage(), e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, new TrustManager[] {trusted}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has TLS 1.3", e);
    }
  }

  public Answer<AgentApi.Identity> enrol(AgentApi.EnrolmentRequest request)
      throws InterruptedException {
    return post(AgentApi.ENROL, Json.bytes(request), false, AgentApi.Identity.class);
  }

  public Answer<AgentApi.Identity> renew(AgentApi.RenewalRequest request)
      throws InterruptedException {
    return post(AgentApi.RENEW, Json.bytes(request), false, AgentApi.Identity.class);
  }

  /**
   * Waits for a bundle that is newer.
   *
   * @param have revision that the host holds, 0 for none
   * @param wait how long the manager may take to answer that there is none; whole seconds
   */
  public Answer<AgentApi.SignedBundle> policies(long have, Duration wait)
      throws InterruptedException {
    URI address =
        manager.resolve(AgentApi.POLICIES + "?have=" + have + "&wait=" + wait.toSeconds());
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept-Language", language)
            .GET()
            .timeout(CALL.plus(wait))
            .build();
    return send(request, AgentApi.SignedBundle.class);
  }

  public Answer<AgentApi.DecisionReceipt> decisions(SpooledBatch batch)
      throws InterruptedException {
    return post(AgentApi.DECISIONS, batch.json(), true, AgentApi.DecisionReceipt.class);
  }

  public Answer<AgentApi.HostReply> report(AgentApi.HostReport report) throws InterruptedException {
    return post(AgentApi.REPORT, Json.bytes(report), true, AgentApi.HostReply.class);
  }

  private <T> Answer<T> post(String path, byte[] json, boolean compress, Class<T> type)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(manager.resolve(path))
            .timeout(CALL)
            .header("Accept-Language", language)
            .header("Content-Type", "application/json");
    if (compress) request.header("Content-Encoding", "gzip");
    byte[] body = compress ? gzip(json) : json;
    return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(), type);
  }

  private <T> Answer<T> send(HttpRequest request, Class<T> type) throws InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(
              request,
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), MAXIMUM_ANSWER_BYTES));
    } catch (IOException e) {
      return new Answer.Away<>(
          expired.getAsBoolean() ? problems.expired(e) : problems.of(e), Optional.empty());
    }
    int status = response.statusCode();
    if (status == 304) return new Answer.Unchanged<>();
    if (status / 100 == 2) return read(response.body(), type);
    Problem problem = problems.of(status, response.body());
    boolean temporary = status / 100 == 5 || status == 429 || status == 408;
    return temporary
        ? new Answer.Away<>(problem, retryAfter(response))
        : new Answer.Refused<>(status, problem);
  }

  private <T> Answer<T> read(byte[] body, Class<T> type) {
    try {
      return new Answer.Ok<>(Json.read(body, type));
    } catch (MalformedException e) {
      return new Answer.Away<>(problems.nonsense(e), Optional.empty());
    }
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,4}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 4 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, 64 * 1024)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new AssertionError("memory is always writable", e);
    }
    return compressed.toByteArray();
  }

  /** Waits until running calls have ended, then ends. */
  public void retire() {
    http.close();
  }

  /** Ends running calls too. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
