package dev.sekisho.performance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.AgentClient;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.CertificateRequest;
import dev.sekisho.wire.Credentials;
import dev.sekisho.wire.EnrolmentToken;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A manager of its own with its embedded database, as an unprivileged user, on ports of its own and
 * with a data directory that is removed at the end.
 */
final class ManagerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path data;
  private final JsonNode ready;

  private ManagerProcess(Process process, Path data, JsonNode ready) {
    this.process = process;
    this.data = data;
    this.ready = ready;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param program {@code quarkus-run.jar}
   */
  static ManagerProcess start(Path program) throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("sekisho-performance-manager");
    Rig.command("chown", "nobody:nogroup", data.toString());
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                // As the command starts it.
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dsekisho.data=" + data,
                "-Dsekisho.console.address=127.0.0.1:" + freePort(),
                "-Dsekisho.agents.address=127.0.0.1:0",
                "-jar",
                program.toString())
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile())
            .start();
    Path ready = data.resolve("ready.json");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroy();
        throw new IOException("the manager does not become ready; its log is " + data + ".log");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return new ManagerProcess(process, data, Json.mapper().readTree(ready.toFile()));
  }

  /** A port that nobody listens on at this moment. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The process and those it started: the database. */
  List<Long> pids() {
    return Stream.concat(Stream.of(process.pid()), process.descendants().map(ProcessHandle::pid))
        .toList();
  }

  /** Enrols a host as an enforcer would and gives the client for its calls. */
  Enrolled enrol(String name) throws IOException, InterruptedException {
    EnrolmentToken token = EnrolmentToken.parse(tokenText(name)).orElseThrow();
    URI agents = URI.create(ready.path("agents").asText());
    KeyPair key = CertificateRequest.newKey();
    Host host = new Host("", name, name, "", Map.of(), List.of("192.0.2.1"), "Debian");
    try (AgentClient client = AgentClient.forEnrolment(agents, token, Locale.ENGLISH)) {
      Answer<AgentApi.Identity> answer =
          client.enrol(
              new AgentApi.EnrolmentRequest(
                  token.secret(), CertificateRequest.pem(key, name), host, name, "0.1.0"));
      if (!(answer instanceof Answer.Ok<AgentApi.Identity>(AgentApi.Identity identity))) {
        throw new IOException("enrolment was refused: " + answer);
      }
      Credentials credentials =
          new Credentials(
              key.getPrivate(),
              Pem.certificates(identity.certificate()),
              Pem.certificates(identity.certificateAuthority()).getFirst());
      return new Enrolled(
          identity.host(),
          AgentClient.of(agents, credentials, InstantSource.system(), Locale.ENGLISH));
    } catch (MalformedException e) {
      throw new IOException("the manager's certificates cannot be read", e);
    }
  }

  /**
   * An enrolled host.
   *
   * @param client for its calls; to be closed
   */
  record Enrolled(Host host, AgentClient client) {}

  private String tokenText(String name) throws IOException, InterruptedException {
    String bearer = Files.readString(data.resolve("local-token")).strip();
    String body = Json.text(Map.of("logicalName", name, "labels", Map.of()));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(ready.path("console").asText()).resolve("/api/v1/enrolment-tokens"))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient http = HttpClient.newBuilder().sslContext(trust()).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException("no enrolment token: " + answer.statusCode() + " " + answer.body());
      }
      return Json.mapper().readTree(answer.body()).path("token").asText();
    }
  }

  private SSLContext trust() throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate authority =
          Pem.certificates(Files.readString(Path.of(ready.path("ca").asText()))).getFirst();
      store.setCertificateEntry("manager", authority);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | MalformedException e) {
      throw new IOException("the manager's certificate authority cannot be used", e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the manager did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    Rig.delete(data);
    Files.deleteIfExists(data.resolveSibling(data.getFileName() + ".log"));
  }
}
