package dev.sekisho.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** A manager of a hundred lines: real TLS 1.3 on loopback, answers as a test wants them. */
final class FakeAgentApi implements AutoCloseable {
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** One request. */
  record Seen(String method, String target, String encoding, String body) {}

  /** What is answered. */
  record Reply(int status, String body) {}

  /** Decides what is answered. */
  interface Handler {
    Reply handle(Seen seen);
  }

  private FakeAgentApi(HttpsServer server) {
    this.server = server;
  }

  static FakeAgentApi start(TestAuthority authority, boolean wantsClients, Handler handler)
      throws IOException, GeneralSecurityException {
    KeyPair key = CertificateRequest.newKey();
    X509Certificate[] chain = {authority.server(key.getPublic()), authority.certificate};
    SSLContext context = context(key, chain, authority.certificate);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(wantsClients);
            parameters.setSSLParameters(ssl);
          }
        });
    FakeAgentApi manager = new FakeAgentApi(server);
    server.setExecutor(manager.threads);
    server.createContext("/", exchange -> manager.answer(exchange, handler));
    server.start();
    return manager;
  }

  private static SSLContext context(KeyPair key, Certificate[] chain, X509Certificate authority)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = {};
    store.setKeyEntry("server", key.getPrivate(), none, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, none);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", authority);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      String encoding = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      byte[] body;
      try (InputStream raw = exchange.getRequestBody();
          InputStream in = encoding.equals("gzip") ? new GZIPInputStream(raw) : raw) {
        body = in.readAllBytes();
      }
      Seen request =
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              encoding,
              new String(body, StandardCharsets.UTF_8));
      seen.add(request);
      Reply reply = handler.handle(request);
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Retry-After", "7");
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
