package dev.sekisho.manager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A program or browser that talks to the manager under test. */
@Singleton
public final class TestClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ManagerConfiguration configuration;
  private final HttpClient http;

  TestClient(ManagerConfiguration configuration) {
    this.configuration = configuration;
    this.http =
        HttpClient.newBuilder()
            .sslContext(trusting(configuration.data().resolve("identity/ca.pem")))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** What {@code ready.json} says, once it is there. */
  public JsonNode ready() {
    Path file = configuration.data().resolve("ready.json");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(file)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the manager did not become ready in " + PATIENCE);
      }
      pause();
    }
    try {
      return Json.read(Files.readAllBytes(file), JsonNode.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("ThreadSleep") // another process' file has nothing else to wait for
  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public URI agents() {
    return URI.create(ready().path("agents").asText());
  }

  public URI console(String path) {
    return URI.create(ready().path("console").asText() + path);
  }

  /** The token of the service account {@code local}. */
  public String localToken() {
    ready();
    try {
      return Files.readString(configuration.data().resolve("local-token")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** With the token of {@code local}. */
  public HttpResponse<String> call(String method, String path, String type, String body) {
    return call(
        method,
        console(path),
        Map.of("Authorization", "Bearer " + localToken(), "Content-Type", type),
        body);
  }

  public HttpResponse<String> get(String path) {
    return call("GET", path, "text/plain", "");
  }

  /** With these headers only. */
  public HttpResponse<String> call(
      String method, URI address, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(address + ": " + e, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return Json.read(response.body(), JsonNode.class);
    } catch (MalformedException e) {
      throw new AssertionError(response.statusCode() + " " + response.body(), e);
    }
  }

  private static SSLContext trusting(Path file) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "ca",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file))));
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
