package dev.sekisho.manager.agents;

import dev.sekisho.manager.configuration.ListenAddress;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.manager.identity.CertificateAuthority;
import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.Languages;
import dev.sekisho.manager.problem.ProblemFound;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.model.ProblemException;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The listener for enforcers: a port of its own with mutual TLS, so that a rule of a firewall can
 * tell the two audiences apart and no page of the console is ever served to a host, or the reverse.
 */
public final class AgentListener implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AgentListener.class);
  private static final int LARGEST_ENROLMENT = 256 << 10;
  private static final int LARGEST_BODY = 16 << 20;
  private static final int LARGEST_CONTENT = 64 << 20;
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final CertificateAuthority authority;
  private final Path serverDirectory;
  private final AgentCalls calls;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Bounds what bodies that are being unpacked and read may take together. */
  private final Semaphore readers = new Semaphore(4);

  private @Nullable HttpServer server;

  /**
   * A listener that {@link #start} opens.
   *
   * @param serverDirectory holds {@code server.pem} and {@code server.key}
   */
  public AgentListener(
      Vertx vertx, CertificateAuthority authority, Path serverDirectory, AgentCalls calls) {
    this.vertx = vertx;
    this.authority = authority;
    this.serverDirectory = serverDirectory;
    this.calls = calls;
  }

  /**
   * Opens the port.
   *
   * @return the port
   */
  public int start(ListenAddress address) throws InterruptedException {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(address.host())
            .setPort(address.port())
            .setSsl(true)
            .setUseAlpn(true)
            .setClientAuth(ClientAuth.REQUEST)
            .setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.3"))
            .setKeyCertOptions(keys())
            .setTrustOptions(TrustOptions.wrap(new AuthorityTrust(authority)))
            .setIdleTimeout(120)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setMaxHeaderSize(16 << 10)
            .setMaxInitialLineLength(4096);
    HttpServer opened = vertx.createHttpServer(options).requestHandler(this::accept);
    server = opened;
    try {
      return opened
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .actualPort();
    } catch (ExecutionException | TimeoutException e) {
      throw new ProblemException(
          StartProblem.of("manager-port-taken", "sekisho.agents.address", address, e.getMessage()),
          e);
    }
  }

  /** Uses the server's certificate as it is now on disk, for connections to come. */
  public void reloadCertificate() {
    HttpServer current = server;
    if (current != null) {
      var _ =
          current
              .updateSSLOptions(
                  new SSLOptions()
                      .setKeyCertOptions(keys())
                      .setTrustOptions(TrustOptions.wrap(new AuthorityTrust(authority)))
                      .setUseAlpn(true)
                      .setEnabledSecureTransportProtocols(java.util.Set.of("TLSv1.3")))
              .onFailure(e -> LOG.error("the renewed certificate could not be taken", e));
    }
  }

  private PemKeyCertOptions keys() {
    return new PemKeyCertOptions()
        .setCertPath(serverDirectory.resolve("server.pem").toString())
        .setKeyPath(serverDirectory.resolve("server.key").toString());
  }

  /** On the event loop: looks at the head, collects the body, and hands over to a thread. */
  private void accept(HttpServerRequest request) {
    Optional<AgentRoute> route = AgentRoute.of(request.method(), request.path());
    if (route.isEmpty()) {
      answer(request, HttpProblem.of(404, "no-such-address"));
      return;
    }
    Optional<X509Certificate> certificate = certificate(request);
    if (route.get() != AgentRoute.ENROL && certificate.isEmpty()) {
      answer(request, HttpProblem.of(401, "certificate-missing"));
      return;
    }
    int largest = route.get() == AgentRoute.ENROL ? LARGEST_ENROLMENT : LARGEST_BODY;
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() + part.length() <= largest) {
            body.appendBuffer(part);
          } else if (!request.response().ended()) {
            answer(request, HttpProblem.of(413, "too-large", Integer.toString(largest)));
            request.connection().close();
          }
        });
    request.endHandler(
        end -> {
          if (!request.response().ended()) {
            threads.execute(() -> serve(request, route.get(), certificate, body.getBytes()));
          }
        });
    request.exceptionHandler(
        e -> LOG.debugf("the connection of %s broke: %s", request.remoteAddress(), e));
  }

  private void serve(
      HttpServerRequest request,
      AgentRoute route,
      Optional<X509Certificate> certificate,
      byte[] body) {
    try {
      Optional<?> result = call(request, route, certificate, body);
      if (result.isEmpty()) {
        send(request, 304, "application/json", new byte[0]);
      } else {
        send(request, 200, "application/json", Json.bytes(result.get()));
      }
    } catch (InterruptedException e) {
      answer(request, HttpProblem.of(503, "intake-full"));
    } catch (RuntimeException e) {
      answer(request, HttpProblem.of(e).orElseGet(() -> fault(e)));
    }
  }

  private Optional<?> call(
      HttpServerRequest request,
      AgentRoute route,
      Optional<X509Certificate> certificate,
      byte[] body)
      throws InterruptedException {
    return switch (route) {
      case ENROL -> Optional.of(calls.enrol(body, request.remoteAddress().hostAddress()));
      case RENEW -> Optional.of(calls.renew(certificate, body));
      case POLICIES ->
          calls.policies(certificate, number(request, "have"), number(request, "wait"));
      case DECISIONS -> {
        KnownHost host = calls.authenticate(certificate);
        readers.acquire();
        try {
          yield Optional.of(calls.decisions(host, content(request, body)));
        } finally {
          readers.release();
        }
      }
      case REPORT -> {
        KnownHost host = calls.authenticate(certificate);
        readers.acquire();
        try {
          yield Optional.of(calls.report(host, content(request, body)));
        } finally {
          readers.release();
        }
      }
    };
  }

  private static byte[] content(HttpServerRequest request, byte[] body) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding == null || encoding.equals("identity")) {
      return body;
    }
    if (!encoding.equals("gzip")) {
      throw new IllegalArgumentException("Content-Encoding: expected gzip or none");
    }
    return BoundedGzip.unpack(body, LARGEST_CONTENT)
        .orElseThrow(
            () ->
                new ProblemFound(
                    HttpProblem.of(413, "too-large", Integer.toString(LARGEST_CONTENT))));
  }

  private static long number(HttpServerRequest request, String name) {
    String text = request.getParam(name, "0");
    if (!text.matches("\\d{1,18}")) {
      throw new IllegalArgumentException(name + ": expected a number");
    }
    return Long.parseLong(text);
  }

  private static Optional<X509Certificate> certificate(HttpServerRequest request) {
    try {
      return request.connection().peerCertificates().stream()
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .findFirst();
    } catch (SSLPeerUnverifiedException e) {
      // The client has none: only enrolment goes on from here.
      return Optional.empty();
    }
  }

  private static HttpProblem fault(RuntimeException e) {
    String reference = java.util.UUID.randomUUID().toString();
    LOG.errorf(e, "fault %s while serving a host", reference);
    return HttpProblem.of(500, "internal-error", reference);
  }

  private static void answer(HttpServerRequest request, HttpProblem problem) {
    send(
        request,
        problem.status(),
        HttpProblem.MEDIA_TYPE,
        Json.bytes(problem.document(Languages.of(request.getHeader("Accept-Language")))));
  }

  private static void send(HttpServerRequest request, int status, String type, byte[] body) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", type);
    if (status == 503) {
      response.putHeader("Retry-After", "2");
    }
    var _ = status == 304 ? response.end() : response.end(Buffer.buffer(body));
  }

  /** Closes the port and ends the calls that wait. */
  @Override
  public void close() {
    HttpServer current = server;
    if (current != null) {
      var _ = current.close();
    }
    threads.shutdownNow();
  }

  /** The calls of the agent API. */
  private enum AgentRoute {
    ENROL("POST", AgentApi.ENROL),
    RENEW("POST", AgentApi.RENEW),
    POLICIES("GET", AgentApi.POLICIES),
    DECISIONS("POST", AgentApi.DECISIONS),
    REPORT("POST", AgentApi.REPORT);

    private final String method;
    private final String path;

    AgentRoute(String method, String path) {
      this.method = method;
      this.path = path;
    }

    static Optional<AgentRoute> of(HttpMethod method, @Nullable String path) {
      for (AgentRoute route : values()) {
        if (route.method.equals(method.name()) && route.path.equals(path)) {
          return Optional.of(route);
        }
      }
      return Optional.empty();
    }
  }
}
