package dev.sekisho.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Whoever got hold of the key of the manager's listener, though not of the key that signs bundles:
 * gives out bundles, one after the other, and takes nothing.
 */
final class ImpostorManager implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AgentApi.SignedBundle> bundles;
  private final AtomicInteger given = new AtomicInteger();

  private ImpostorManager(HttpsServer server, List<AgentApi.SignedBundle> bundles) {
    this.server = server;
    this.bundles = List.copyOf(bundles);
  }

  static ImpostorManager start(RealManager of, List<AgentApi.SignedBundle> bundles)
      throws IOException, GeneralSecurityException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context(of.data().manager().resolve("identity"))));
    ImpostorManager impostor = new ImpostorManager(server, bundles);
    server.setExecutor(impostor.threads);
    server.createContext("/", impostor::answer);
    server.start();
    return impostor;
  }

  private static SSLContext context(Path identity) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] none = {};
    store.setKeyEntry(
        "server",
        Pem.ecPrivateKey(Files.readString(identity.resolve("server.key"))),
        none,
        Pem.certificates(Files.readString(identity.resolve("server.pem")))
            .toArray(Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, none);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      int number = given.get();
      boolean policies = exchange.getRequestURI().getPath().equals(AgentApi.POLICIES);
      if (!policies || number >= bundles.size()) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      given.incrementAndGet();
      byte[] body = Json.bytes(bundles.get(number));
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
