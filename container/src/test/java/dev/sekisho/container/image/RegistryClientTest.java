package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sekisho.container.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against registries of our own that behave as real ones do on bad days, and as hostile ones. */
class RegistryClientTest {
  private static final byte[] LAYER = new Tar().file("etc/passwd", "root".repeat(50_000)).end();
  private static final byte[] CONFIG = DockerArchive.config(LAYER);
  private static final byte[] MANIFEST =
      """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
      "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
      "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}"""
          .formatted(Hash.sha256(CONFIG), CONFIG.length, Hash.sha256(LAYER), LAYER.length)
          .getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer registry = server();
  private HttpServer elsewhere = server();

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void serveAnImage() {
    for (HttpServer each : List.of(registry, elsewhere)) {
      each.setExecutor(threads);
      each.createContext("/", this::handle);
      each.start();
    }
    handlers.put("/v2/shop/manifests/1", answer(MANIFEST));
    handlers.put("/v2/shop/manifests/" + Hash.sha256(MANIFEST), answer(MANIFEST));
    handlers.put("/v2/shop/blobs/" + Hash.sha256(CONFIG), answer(CONFIG));
    handlers.put("/v2/shop/blobs/" + Hash.sha256(LAYER), answer(LAYER));
  }

  @AfterEach
  void stop() {
    closing.countDown();
    registry.stop(0);
    elsewhere.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String authorization =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    String server = exchange.getLocalAddress().equals(registry.getAddress()) ? "registry" : "else";
    authorizations.add(server + exchange.getRequestURI().getPath() + " " + authorization);
    HttpHandler handler = handlers.get(exchange.getRequestURI().getPath());
    try (exchange) {
      if (handler == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        handler.handle(exchange);
      }
    }
  }

  private static HttpHandler answer(byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private static HttpHandler refuse(int status, String header, String value) {
    return exchange -> {
      exchange.getResponseHeaders().add(header, value);
      exchange.sendResponseHeaders(status, -1);
    };
  }

  private static String address(HttpServer server) {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private OpenImage open() throws IOException {
    return open(Duration.ofSeconds(20), Duration.ofMinutes(5));
  }

  private OpenImage open(Duration patience, Duration time) throws IOException {
    return open("shop:1", patience, time);
  }

  private OpenImage open(String name, Duration patience, Duration time) throws IOException {
    RegistryOptions options =
        new RegistryOptions(
            false,
            Optional.empty(),
            Optional.of(new RegistryOptions.Credentials("shop", "geheim")),
            directory,
            patience);
    Limits all = Limits.DEFAULT;
    Limits limits =
        new Limits(
            all.totalBytes(),
            all.fileBytes(),
            all.fileInMemoryBytes(),
            all.entries(),
            all.depth(),
            all.pathBytes(),
            all.ratio(),
            all.layers(),
            time);
    return RegistryImages.open(
        ImageReference.parse(address(registry) + "/" + name),
        new OpenOptions(Optional.empty(), limits, directory, options),
        new Budget(limits, directory),
        pauses::add);
  }

  private static Seen readLayer(OpenImage image) throws IOException {
    Seen seen = Seen.all();
    image.read(0, seen);
    return seen;
  }

  @Test
  void aTokenIsFetchedAndSentToTheRegistryOnly() throws IOException {
    byte[] layer = LAYER;
    handlers.put(
        "/token",
        exchange -> {
          assertThat(exchange.getRequestURI().getQuery())
              .isEqualTo("service=reg&scope=repository:shop:pull");
          answer("{\"token\":\"t0ken\"}".getBytes(StandardCharsets.UTF_8)).handle(exchange);
        });
    HttpHandler manifest = answer(MANIFEST);
    handlers.put(
        "/v2/shop/manifests/1",
        exchange -> {
          boolean known = exchange.getRequestHeaders().containsKey("Authorization");
          String realm = "Bearer realm=\"http://" + address(elsewhere) + "/token\",service=\"reg\"";
          (known ? manifest : refuse(401, "WWW-Authenticate", realm)).handle(exchange);
        });
    handlers.put(
        "/v2/shop/blobs/" + Hash.sha256(LAYER),
        refuse(307, "Location", "http://" + address(elsewhere) + "/storage?signed=1"));
    handlers.put("/storage", answer(layer));
    try (OpenImage image = open()) {
      assertThat(readLayer(image).files).containsKey("etc/passwd");
    }
    String basic = "Basic c2hvcDpnZWhlaW0=";
    assertThat(authorizations)
        .contains(
            "else/token " + basic, "registry/v2/shop/manifests/1 Bearer t0ken", "else/storage ")
        .doesNotContain("else/storage Bearer t0ken", "registry/v2/shop/manifests/1 " + basic);
  }

  @Test
  void theRegistryIsWaitedForAsItSays() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpHandler manifest = answer(MANIFEST);
    handlers.put(
        "/v2/shop/manifests/1",
        exchange ->
            (switch (requests.incrementAndGet()) {
                  case 1 -> refuse(429, "Retry-After", "7");
                  case 2 -> refuse(503, "Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT");
                  case 3 -> refuse(429, "Retry-After", "86400");
                  default -> manifest;
                })
                .handle(exchange));
    open().close();
    assertThat(pauses)
        .containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(1), Duration.ofSeconds(60));
    handlers.put("/v2/shop/manifests/1", refuse(429, "Retry-After", "1"));
    assertThatThrownBy(this::open).hasMessageContaining("registry-limited");
  }

  @Test
  void aManifestBombIsCutOff() {
    handlers.put(
        "/v2/shop/manifests/1",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[64 * 1024];
          Arrays.fill(block, (byte) '[');
          try (OutputStream out = exchange.getResponseBody()) {
            while (closing.getCount() > 0) {
              out.write(block);
            }
          } catch (IOException e) {
            return; // The reader has had enough.
          }
        });
    assertThatThrownBy(this::open).hasMessageContaining("image-document-too-large");
    byte[] deep = new byte[100_000];
    Arrays.fill(deep, (byte) '[');
    handlers.put("/v2/shop/manifests/1", answer(deep));
    assertThatThrownBy(this::open).hasMessageContaining("image-malformed");
  }

  @Test
  void aRegistryThatFallsSilentIsLeft() throws IOException {
    handlers.put(
        "/v2/shop/blobs/" + Hash.sha256(LAYER),
        exchange -> {
          exchange.sendResponseHeaders(200, LAYER.length);
          exchange.getResponseBody().write(LAYER, 0, 1000);
          exchange.getResponseBody().flush();
          await(closing);
        });
    try (OpenImage image = open(Duration.ofMillis(300), Duration.ofMinutes(5))) {
      assertThatThrownBy(() -> readLayer(image)).hasMessageContaining("registry-breaks-off");
    }
    handlers.put("/v2/shop/manifests/1", exchange -> await(closing));
    assertThatThrownBy(() -> open(Duration.ofMillis(300), Duration.ofMinutes(5)))
        .hasMessageContaining("registry-stalled");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aConnectionThatBreaksOffIsTakenUpAgain() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    handlers.put(
        "/v2/shop/blobs/" + Hash.sha256(LAYER),
        exchange -> {
          if (requests.incrementAndGet() == 1) {
            exchange.sendResponseHeaders(200, LAYER.length);
            exchange.getResponseBody().write(LAYER, 0, 100_000);
            throw new IOException("closed by the test");
          }
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
          exchange.sendResponseHeaders(206, LAYER.length - from);
          exchange.getResponseBody().write(LAYER, from, LAYER.length - from);
        });
    try (OpenImage image = open()) {
      assertThat(readLayer(image).files.get("etc/passwd")).hasSize(200_000);
    }
    assertThat(requests).hasValue(2);
  }

  @Test
  void whatTheRegistrySendsIsNotBelieved() throws IOException {
    byte[] other = LAYER.clone();
    other[600] ^= 1;
    handlers.put("/v2/shop/blobs/" + Hash.sha256(LAYER), answer(other));
    try (OpenImage image = open()) {
      assertThatThrownBy(() -> readLayer(image)).hasMessageContaining("layer-digest-mismatch");
    }
    handlers.put("/v2/shop/blobs/" + Hash.sha256(LAYER), answer(Arrays.copyOf(LAYER, 70_000)));
    try (OpenImage image = open()) {
      assertThatThrownBy(() -> readLayer(image)).hasMessageContaining("layer-digest-mismatch");
    }
    handlers.put("/v2/shop/blobs/" + Hash.sha256(CONFIG), answer(MANIFEST));
    assertThatThrownBy(this::open).hasMessageContaining("image-digest-mismatch");
    byte[] pinned = "{}".getBytes(StandardCharsets.UTF_8);
    handlers.put("/v2/shop/manifests/" + Hash.sha256(MANIFEST), answer(pinned));
    assertThatThrownBy(
            () ->
                open(
                    "shop@" + Hash.sha256(MANIFEST), Duration.ofSeconds(20), Duration.ofMinutes(5)))
        .hasMessageContaining("image-digest-mismatch");
  }

  @Test
  void redirectsAndTokenServicesThatLeadAstrayAreNotFollowed() {
    String blob = "/v2/shop/manifests/1";
    handlers.put(blob, refuse(302, "Location", "http://registry.example/v2/"));
    assertThatThrownBy(this::open).hasMessageContaining("registry-answer");
    handlers.put(blob, refuse(302, "Location", "file:///etc/passwd"));
    assertThatThrownBy(this::open).hasMessageContaining("registry-answer");
    handlers.put(blob, refuse(302, "Location", blob));
    assertThatThrownBy(this::open).hasMessageContaining("redirects");
    handlers.put(blob, refuse(401, "WWW-Authenticate", "Bearer realm=\"http://thief.example/\""));
    assertThatThrownBy(this::open).hasMessageContaining("realm");
  }

  @Test
  void challengesAreReadAsTheyAreWritten() {
    assertThat(
            Challenge.parse(
                "Basic realm=\"a, \\\"b\\\"\", Bearer realm=https://x/y , scope=\"r:a:pull,push\""))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a, \"b\"")),
            new Challenge("bearer", Map.of("realm", "https://x/y", "scope", "r:a:pull,push")));
    assertThat(Challenge.parse("=\"")).isEmpty();
    assertThat(Challenge.parse("Bearer realm=\"")).hasSize(1);
  }
}
