package dev.sekisho.scan.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sekisho.scan.advisory.AdvisoryDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of HTTP that behaves as those of the sources do, and as bad ones do. */
class DatabaseUpdateTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init")
  private HttpServer server;

  private final Map<String, byte[]> files = Collections.synchronizedMap(new HashMap<>());
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> problems = new ArrayList<>();

  /** After how many bytes the next answer breaks off; -1 for none. */
  private volatile int breakAfter = -1;

  private volatile String checksum = "";
  private volatile boolean stalls;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(path + (range == null ? "" : " " + range));
    byte[] content = files.get(path);
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    String tag = "\"" + Base64.getEncoder().encodeToString(digest(content)) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    exchange
        .getResponseHeaders()
        .set(
            "x-goog-hash",
            "crc32c=AAAAAA==,md5="
                + (checksum.isEmpty()
                    ? Base64.getEncoder().encodeToString(digest(content))
                    : checksum));
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    int from = 0;
    int status = 200;
    if (range != null && tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
      status = 206;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(status, content.length - from);
    int to = breakAfter < 0 ? content.length : Math.min(content.length, from + breakAfter);
    breakAfter = stalls ? breakAfter : -1;
    exchange.getResponseBody().write(content, from, to - from);
    exchange.getResponseBody().flush();
    if (stalls) {
      try {
        Thread.sleep(3_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.close();
  }

  private static byte[] digest(byte[] content) throws IOException {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static byte[] zip(String ecosystem, String... ids) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String id : ids) {
        zip.putNextEntry(new ZipEntry(id + ".json"));
        zip.write(
            """
            {"id":"%s","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"%s",
             "name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}
            """
                .formatted(id, ecosystem)
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private DatabaseUpdate update(List<URI> osv) {
    Sources sources =
        new Sources(
            osv, Optional.of(base().resolve("/kev.json")), Optional.empty(), Optional.empty());
    return new DatabaseUpdate(
        directory.resolve("advisories"),
        sources,
        new DatabaseUpdate.Listener() {
          @Override
          public void progress(String source, long bytes, OptionalLong of) {
            assertThat(bytes).isPositive();
          }

          @Override
          public void ended(String source, boolean changed, Optional<String> problem) {
            problem.ifPresent(problems::add);
          }
        },
        Duration.ofMillis(600));
  }

  private int advisories() throws IOException {
    try (AdvisoryDatabase database = AdvisoryDatabase.open(directory.resolve("advisories"))) {
      return database.state().advisories();
    }
  }

  private void put() throws IOException {
    files.put("/npm/all.zip", zip("npm", "A-1", "A-2"));
    files.put("/Debian/all.zip", zip("Debian:12", "D-1"));
    files.put("/crates.io/all.zip", zip("crates.io", "C-1"));
    files.put(
        "/kev.json",
        "{\"vulnerabilities\":[{\"cveID\":\"CVE-1\",\"dateAdded\":\"2026-01-01\"}]}"
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyWhatIsNeededAndOnlyWhatChangedIsFetched() throws IOException {
    put();
    DatabaseUpdate update = update(List.of(base()));
    assertThat(update.run(Set.of("npm", "Debian:12")).summary()).isPresent();
    assertThat(advisories()).isEqualTo(3);
    assertThat(asked).containsExactlyInAnyOrder("/Debian/all.zip", "/npm/all.zip", "/kev.json");
    assertThat(update.run(Set.of("npm", "Debian:12")).summary()).isEmpty();
    files.put("/npm/all.zip", zip("npm", "A-1", "A-2", "A-3"));
    assertThat(update.run(Set.of("npm", "Debian:12")).summary()).isPresent();
    assertThat(advisories()).isEqualTo(4);
    assertThat(problems).isEmpty();
  }

  @Test
  void allThatThereAreComeFromTheListOfTheSource() throws IOException {
    put();
    files.put(
        "/ecosystems.txt",
        "npm\nDebian\nDebian:12\n../evil\n[EMPTY]\ncrates.io\n".getBytes(StandardCharsets.UTF_8));
    update(List.of(base())).run(Set.of());
    assertThat(advisories()).isEqualTo(4);
    assertThat(asked).noneMatch(path -> path.contains("evil"));
    assertThatThrownBy(() -> update(List.of(base())).run(Set.of("../evil")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no name of an ecosystem");
  }

  @Test
  void whatBreaksOffIsGoneOnWith() throws IOException {
    put();
    int length = files.getOrDefault("/npm/all.zip", new byte[0]).length;
    breakAfter = length / 2;
    update(List.of(base())).run(Set.of("npm"));
    assertThat(advisories()).isEqualTo(2);
    assertThat(asked).contains("/npm/all.zip bytes=" + length / 2 + "-");
    assertThat(problems).isEmpty();
  }

  @Test
  void theSecondMirrorIsAskedWhereTheFirstHasNothing() throws IOException {
    put();
    update(List.of(base().resolve("/empty/"), base())).run(Set.of("npm"));
    assertThat(advisories()).isEqualTo(2);
    assertThat(asked).contains("/empty/npm/all.zip", "/npm/all.zip");
  }

  @Test
  void aFailedUpdateLeavesTheDatabaseAndSaysWhy() throws IOException {
    put();
    update(List.of(base())).run(Set.of("npm"));
    byte[] before = Files.readAllBytes(directory.resolve("advisories"));

    // A checksum that does not fit.
    files.put("/npm/all.zip", zip("npm", "A-1"));
    checksum = "AAAAAAAAAAAAAAAAAAAAAA==";
    files.remove("/kev.json");
    assertThat(update(List.of(base())).run(Set.of("npm")).problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("another checksum"))
        .anyMatch(problem -> problem.contains("is not there"));
    assertThat(Files.readAllBytes(directory.resolve("advisories"))).isEqualTo(before);

    // No zip at all, which the server calls good.
    checksum = "";
    files.put("/npm/all.zip", "PK\3\4 nothing of the kind".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> update(List.of(base())).run(Set.of("npm")))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(directory.resolve("advisories"))).isEqualTo(before);
    files.put("/npm/all.zip", zip("npm", "A-1"));
    update(List.of(base())).run(Set.of("npm"));
    assertThat(advisories()).isEqualTo(1);

    // Nobody there.
    server.stop(0);
    assertThat(update(List.of(base())).run(Set.of("npm")).problems()).hasSize(2);
    assertThat(advisories()).isEqualTo(1);
    assertThatThrownBy(() -> update(List.of(base())).run(Set.of("PyPI")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PyPI: ");
  }

  @Test
  void aServerThatStallsIsGivenUp() throws IOException {
    put();
    breakAfter = 10;
    stalls = true;
    assertThatThrownBy(() -> update(List.of(base())).run(Set.of("npm")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("npm: ");
  }

  @Test
  void wrongAddressesAreNamed() {
    assertThatThrownBy(() -> Sources.of(Map.of("SEKISHO_OSV_URL", "ftp://a.example")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SEKISHO_OSV_URL");
    assertThat(Sources.of(Map.of("SEKISHO_EPSS_URL", "off")).epss()).isEmpty();
    assertThat(Sources.of(Map.of("SEKISHO_OSV_URL", "https://a.example, https://b.example")).osv())
        .hasSize(2);
  }
}
