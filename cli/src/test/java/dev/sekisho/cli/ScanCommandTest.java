package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as users call it, from advisories to exit codes. */
class ScanCommandTest {
  private static final String LOCK =
      """
      {"name":"x","lockfileVersion":3,"packages":{"":{"name":"x"},
       "node_modules/lodash":{"version":"4.17.15"},"node_modules/ms":{"version":"2.1.3"}}}
      """;

  @TempDir private Path directory;
  private Path database;
  private Path sources;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeAdvisoriesAndSources() throws IOException {
    environment.put("XDG_DATA_HOME", directory.resolve("data").toString());
    Path osv = Files.createDirectories(directory.resolve("osv/any"));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(osv.resolve("all.zip")))) {
      record(zip, "GHSA-lodash", "npm", "lodash", "4.17.21", "CRITICAL");
      record(zip, "ALPINE-1", "Alpine:v3.99", "busybox", "2.0-r0", "LOW");
    }
    database = directory.resolve("advisories");
    sources = Files.createDirectories(directory.resolve("sources"));
    Files.writeString(sources.resolve("package-lock.json"), LOCK);
    Captured built =
        run("db", "build", "--from", directory.resolve("osv").toString(), "--db", db());
    assertThat(built.out()).contains("2 advisories of 2 ecosystems");
  }

  private static void record(
      ZipOutputStream zip, String id, String ecosystem, String name, String fixed, String severity)
      throws IOException {
    zip.putNextEntry(new ZipEntry(id + ".json"));
    zip.write(
        """
        {"id":"%s","modified":"2026-01-01T00:00:00Z","aliases":["CVE-2026-%d"],
         "database_specific":{"severity":"%s"},"affected":[{"package":{"ecosystem":"%s","name":"%s"},
         "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"%s"}]}]}]}
        """
            .formatted(id, id.length(), severity, ecosystem, name, fixed)
            .getBytes(StandardCharsets.UTF_8));
  }

  private String db() {
    return database.toString();
  }

  private int code;

  private Captured run(String... arguments) {
    Captured captured = new Captured(environment);
    code = SekishoProgram.run(captured.terminal, environment, arguments);
    return captured;
  }

  @Test
  void findingsAreToldAndEndWithZeroUnlessACodeIsAskedFor() {
    Captured table = run("scan", "repo", sources.toString(), "--db", db());
    assertThat(code).isZero();
    assertThat(table.out())
        .contains("Critical  CVE-2026-11  lodash   4.17.15    4.17.21")
        .contains("1 findings: 1 critical");
    run("scan", "repo", sources.toString(), "--db", db(), "--exit-code", "7");
    assertThat(code).isEqualTo(7);
    run("scan", "repo", sources.toString(), "--db", db(), "--exit-code", "7", "-s", "LOW,MEDIUM");
    assertThat(code).isZero();
  }

  @Test
  void whatIsIgnoredIsIgnoredUntilItsDay() throws IOException {
    Path ignore = directory.resolve("ignore");
    Files.writeString(ignore, "# ours\nGHSA-lodash exp:2999-01-01\n");
    String[] scan = {
      "scan",
      "repo",
      sources.toString(),
      "--db",
      db(),
      "--exit-code",
      "1",
      "--ignorefile",
      ignore.toString()
    };
    run(scan);
    assertThat(code).isZero();
    Files.writeString(ignore, "CVE-2026-11 exp:2020-01-01\n");
    run(scan);
    assertThat(code).isEqualTo(1);
    Files.writeString(ignore, "CVE-2026-11 until tomorrow\n");
    assertThat(run(scan).error()).contains(ignore + ":1: until is no end");
    assertThat(code).isEqualTo(Exit.INPUT.code);
  }

  private Captured judged(String mode, String controls, String... more) throws IOException {
    Path policy = directory.resolve("policy.yaml");
    Files.writeString(
        policy,
        "apiVersion: sekisho.dev/v1\nkind: Policy\nmetadata: {name: build}\nmode: %s\ncontrols:\n  %s\n"
            .formatted(mode, controls));
    return run(
        with(
            new String[] {
              "scan", "repo", sources.toString(), "--db", db(), "--policy", policy.toString()
            },
            more));
  }

  @Test
  void aPolicyFailsPassesOrLeavesOpenAndSaysWhy() throws IOException {
    assertThat(judged("enforce", "vulnerabilities: {severity: critical}").error())
        .contains(
            "BREAKS build (vulnerabilities, severity: critical): CVE-2026-11 in pkg:npm/lodash")
        .contains("would pass: updating pkg:npm/lodash@4.17.15 to 4.17.21")
        .contains("FAILED: 1 violations");
    assertThat(code).isEqualTo(1);
    // Not by the user's leaving it out of the report.
    judged("enforce", "vulnerabilities: {severity: critical}", "-s", "LOW", "--format", "json");
    assertThat(code).isEqualTo(1);

    assertThat(judged("audit", "vulnerabilities: {severity: critical}").error())
        .contains("reports build", "PASSED");
    assertThat(code).isZero();
    assertThat(judged("enforce", "vulnerabilities: {graceDays: 3000}").error()).contains("FAILED");
    assertThat(judged("enforce", "vulnerabilities: {exploitPercent: 90}").error())
        .contains("PASSED");
    assertThat(code).isZero();
    assertThat(judged("enforce", "imageConfiguration: {packages: [\"lod*\"]}").error())
        .contains("BREAKS build (imageConfiguration, packages: lod*)");
    assertThat(code).isEqualTo(1);

    // What was not examined is no pass, for whatever reason.
    assertThat(
            judged("enforce", "vulnerabilities: {}", "--skip-files", "package-lock.json").error())
        .contains("UNKNOWN");
    assertThat(code).isEqualTo(Exit.INCOMPLETE.code);
    Files.writeString(sources.resolve("yarn.lock"), "\"broken\n  version\n");
    assertThat(
            judged("enforce", "malware: {}", "--clamd", directory.resolve("none").toString())
                .error())
        .contains("UNKNOWN: nothing that was examined breaks the policies");
    assertThat(code).isEqualTo(Exit.INCOMPLETE.code);
    assertThat(judged("enforce", "vulnerabilities: {severity: bad}").error()).contains("bad");
    assertThat(code).isEqualTo(Exit.INPUT.code);
  }

  @Test
  void whatAVendorSaysIsLaidOverTheFindingsAndShown() throws IOException {
    Path vex = directory.resolve("vex.json");
    Files.writeString(
        vex,
        """
        {"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-01-01T00:00:00Z","statements":[
          {"vulnerability":{"name":"CVE-2026-11"},"products":[{"@id":"pkg:npm/lodash"}],
           "status":"not_affected","justification":"component_not_present"}]}
        """);
    String[] scan = {
      "scan", "repo", sources.toString(), "--db", db(), "--exit-code", "1", "--vex", vex.toString()
    };
    assertThat(run(scan).out())
        .contains("0 findings")
        .contains("Left out by VEX: CVE-2026-11 in pkg:npm/lodash@4.17.15: not_affected");
    assertThat(code).isZero();
    Files.writeString(vex, "{}");
    assertThat(run(scan).error()).contains("vex.json: is neither OpenVEX");
    assertThat(code).isEqualTo(Exit.INPUT.code);
  }

  @Test
  void otherScannersFindWhatIsTheirsAndSayWhatIsMissing() throws IOException {
    Files.writeString(sources.resolve("Dockerfile"), "FROM a:1\nRUN curl http://a.example | sh\n");
    Files.writeString(sources.resolve("bad.bin"), "the bad file");
    Files.writeString(
        sources.resolve(".env"), "GITHUB_TOKEN=ghp" + "_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2\n");
    Captured config = run("scan", "config", sources.toString());
    assertThat(config.out())
        .contains("What is downloaded is run unseen (Dockerfile:2: RUN curl")
        .contains("0 components")
        .doesNotContain("CVE-");
    Path list = directory.resolve("list");
    Files.writeString(
        list, "5b2ddcc5e5ae6e8b5c5ab9d8d5a5ec10 Other\n" + md5("the bad file") + " Bad\n");
    String[] malware = {
      "scan", "fs", sources.toString(), "--scanners", "malware", "--exit-code", "9"
    };
    Captured hashes = run(with(malware, "--clamd", "off", "--malware-hashes", list.toString()));
    assertThat(hashes.out()).contains("Bad, known to hash-list, in bad.bin");
    assertThat(code).isEqualTo(9);
    Captured missing = run(with(malware, "--clamd", directory.resolve("none").toString()));
    assertThat(missing.out())
        .contains("Not examined: ClamAV: no daemon of ClamAV answers", "INCOMPLETE");
    assertThat(code).isEqualTo(Exit.INCOMPLETE.code);
    assertThat(run(with(malware, "--clamd", "off")).error()).contains("no engine is left");
    assertThat(code).isEqualTo(Exit.INPUT.code);
    for (String format : List.of("table", "json", "sarif", "junit", "gitlab", "html", "github")) {
      Captured secret =
          run("scan", "fs", sources.toString(), "--db", db(), "--scanners", "secret", "-f", format);
      assertThat(secret.out()).as(format).doesNotContain("0aB1cD2eF3gH4iJ5");
    }
    assertThat(run("scan", "fs", sources.toString(), "--scanners", "secret").out())
        .contains("in .env:1: GITHUB_TOKEN=ghp_****");
  }

  private static String md5(String text) throws IOException {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("MD5")
                  .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static String[] with(String[] words, String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(words), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }

  @Test
  void programsGetJsonAndAFileWhereTheyAsk() throws IOException {
    Captured json = run("scan", "repo", sources.toString(), "--db", db(), "--format", "json");
    JsonNode report = new ObjectMapper().readTree(json.out());
    assertThat(report.path("vulnerabilities").path(0).path("why").path("range").asText())
        .isEqualTo("< 4.17.21");
    assertThat(report.path("components")).hasSize(2);
    Path file = directory.resolve("report.html");
    Captured html =
        run("scan", "repo", sources.toString(), "--db", db(), "-f", "html", "-o", file.toString());
    assertThat(html.out()).isEmpty();
    assertThat(Files.readString(file)).contains("CVE-2026-11", "</html>");
    assertThat(run("scan", "repo", sources.toString(), "--db", db(), "-f", "pdf").error())
        .contains("--format: pdf", "table, json, sarif");
    assertThat(code).isEqualTo(Exit.INPUT.code);
  }

  @Test
  void aBillThatOneScanWritesIsReadByTheNext() throws IOException {
    Path bill = directory.resolve("bill.json");
    run("scan", "repo", sources.toString(), "--db", db(), "-f", "cyclonedx", "-o", bill.toString());
    Captured again = run("scan", "sbom", bill.toString(), "--db", db());
    assertThat(again.out()).contains("CVE-2026-11", "lodash", "2 components");
  }

  @Test
  void withoutAdvisoriesTheCommandThatMakesThemIsNamed() {
    Captured none =
        run(
            "scan",
            "repo",
            sources.toString(),
            "--offline-scan",
            "--db",
            directory.resolve("no").toString());
    assertThat(code).isEqualTo(Exit.ENVIRONMENT.code);
    assertThat(none.error())
        .contains("no advisories at", "sekisho db update", "sekisho db build --from")
        .doesNotContain("fetching");
  }

  @Test
  void theFirstScanFetchesWhatItNeedsAndAnUpdateOnlyWhatChanged() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          boolean isThere = exchange.getRequestURI().getPath().equals("/npm/all.zip");
          boolean isKnown = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
          byte[] zip = Files.readAllBytes(directory.resolve("osv/any/all.zip"));
          exchange.getResponseHeaders().set("ETag", "\"1\"");
          exchange.sendResponseHeaders(
              isThere ? (isKnown ? 304 : 200) : 404, isThere && !isKnown ? zip.length : -1);
          if (isThere && !isKnown) {
            exchange.getResponseBody().write(zip);
          }
          exchange.close();
        });
    server.start();
    try {
      environment.put("SEKISHO_OSV_URL", "http://127.0.0.1:" + server.getAddress().getPort());
      environment.put("SEKISHO_KEV_URL", "off");
      environment.put("SEKISHO_EPSS_URL", "off");
      String file = directory.resolve("first").toString();
      Captured first = run("scan", "repo", sources.toString(), "--db", file);
      assertThat(first.out()).contains("CVE-2026-11");
      assertThat(first.error()).contains("fetching them: npm", "Fetched: npm");
      assertThat(run("db", "update", "--ecosystems", "npm", "--db", file).out())
          .contains("Nothing changed");
      assertThat(code).isZero();
      // The database holds Alpine:v3.99 too, which the source has not: that is said.
      assertThat(run("db", "update", "--db", file).error()).contains("NOT FETCHED: Alpine: ");
      assertThat(code).isEqualTo(Exit.INCOMPLETE.code);
      assertThat(asked).containsOnly("/npm/all.zip", "/Alpine/all.zip");
      assertThat(run("scan", "repo", sources.toString(), "--db", file).out())
          .contains("CVE-2026-11");
      assertThat(run("db", "update", "--mirror", "nowhere", "--db", file).error())
          .contains("--mirror: \"nowhere\" is no address");
      assertThat(code).isEqualTo(Exit.INPUT.code);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatTheCommandLineDoesNotSayTheEnvironmentAndAFileDo() throws IOException {
    String[] scan = {"scan", "repo", sources.toString(), "--db", db()};
    environment.put("SEKISHO_EXIT_CODE", "5");
    run(scan);
    assertThat(code).isEqualTo(5);
    Path file = directory.resolve("defaults.yaml");
    environment.put("SEKISHO_CONFIG", file.toString());
    Files.writeString(file, "severity: [LOW, MEDIUM]\nexit-code: 6\nformat: json\n");
    assertThat(new ObjectMapper().readTree(run(scan).out()).path("vulnerabilities")).isEmpty();
    assertThat(code).isZero();
    run(with(scan, "-s", "CRITICAL"));
    assertThat(code).as("the environment goes before the file").isEqualTo(5);
    run(with(scan, "-s", "CRITICAL", "--exit-code", "7"));
    assertThat(code).isEqualTo(7);
    Files.writeString(file, "sevrity: HIGH\n");
    assertThat(run(scan).error()).contains("defaults.yaml: there is no option sevrity");
    assertThat(code).isEqualTo(Exit.INPUT.code);
    Files.writeString(file, "[");
    assertThat(run(scan).error()).contains("cannot be used");
    assertThat(code).isEqualTo(Exit.INPUT.code);
  }

  @Test
  void whyAVulnerabilityIsThereOrNotIsExplained() throws IOException {
    assertThat(run("scan", "explain", "CVE-2026-11", sources.toString(), "--db", db()).out())
        .contains("GHSA-lodash says of lodash (npm): introduced 0, fixed 4.17.21")
        .contains("AFFECTED: 4.17.15 lies in < 4.17.21 by the ordering of");
    Files.writeString(sources.resolve("package-lock.json"), LOCK.replace("4.17.15", "4.17.21"));
    assertThat(run("scan", "explain", "CVE-2026-11", sources.toString(), "--db", db()).out())
        .contains("not affected: 4.17.21 lies in no range");
    assertThat(run("scan", "explain", "CVE-1", sources.toString(), "--db", db()).out())
        .contains("The database has no record CVE-1");
    JsonNode json =
        new ObjectMapper()
            .readTree(
                run(
                        "scan",
                        "explain",
                        "GHSA-lodash",
                        sources.toString(),
                        "--db",
                        db(),
                        "-o",
                        "json")
                    .out());
    assertThat(json.path("comparisons").path(0).path("affected").asBoolean(true)).isFalse();
  }

  @Test
  void adistributionWithoutAdvisoriesIsAGapAndNotClean() throws IOException {
    Path root = directory.resolve("root");
    Files.createDirectories(root.resolve("lib/apk/db"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/os-release"), "ID=alpine\nVERSION_ID=3.16.9\n");
    Files.writeString(
        root.resolve("lib/apk/db/installed"), "P:busybox\nV:1.35.0-r17\nA:x86_64\no:busybox\n\n");
    Captured scanned = run("scan", "rootfs", root.toString(), "--db", db(), "--exit-code", "1");
    assertThat(code).isEqualTo(Exit.INCOMPLETE.code);
    assertThat(List.of(scanned.out().strip().split("\n")).getLast())
        .startsWith("INCOMPLETE: 1 parts");
    assertThat(scanned.out()).contains("Alpine:v3.16: the database has no advisories");
    Files.writeString(root.resolve("etc/os-release"), "ID=alpine\nVERSION_ID=3.99.1\n");
    assertThat(run("scan", "rootfs", root.toString(), "--db", db()).out())
        .contains("CVE-2026-8", "1 findings")
        .doesNotContain("INCOMPLETE");
  }

  @Test
  @Tag("docker")
  void anImageOfTheEngineAndItsArchiveGiveTheSame() throws Exception {
    Path tar = directory.resolve("rootfs.tar");
    Path archive = directory.resolve("image.tar");
    String name = "sekisho-scan-test:" + ProcessHandle.current().pid();
    shell("tar", "-C", sources.toString(), "-cf", tar.toString(), ".");
    shell("docker", "import", tar.toString(), name);
    try {
      shell("docker", "save", "-o", archive.toString(), name);
      String[] options = {"--db", db(), "-f", "json", "--list-all-pkgs", "--no-cache"};
      JsonNode engine = report("scan", "image", name, options);
      JsonNode saved = report("scan", "image", "--input=" + archive, options);
      assertThat(engine.path("components")).isEqualTo(saved.path("components"));
      assertThat(engine.path("target").path("image")).isEqualTo(saved.path("target").path("image"));
      assertThat(engine.path("complete").asBoolean()).isTrue();
    } finally {
      shell("docker", "rmi", name);
    }
  }

  private JsonNode report(String scan, String kind, String what, String... options)
      throws IOException {
    String[] arguments = new String[options.length + 3];
    arguments[0] = scan;
    arguments[1] = kind;
    arguments[2] = what;
    System.arraycopy(options, 0, arguments, 3, options.length);
    Captured captured = run(arguments);
    assertThat(code).as(captured.error()).isZero();
    return new ObjectMapper().readTree(captured.out());
  }

  private static void shell(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
