package dev.sekisho.scan.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import dev.sekisho.model.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatcherTest {
  private static final Optional<OperatingSystem> DEBIAN =
      Optional.of(new OperatingSystem("debian", "12", "bookworm", "Debian"));

  @TempDir private Path directory;

  private interface Filling {
    void fill(DatabaseBuilder builder) throws IOException;
  }

  private Path built(Filling filling) throws IOException {
    Path file = directory.resolve("advisories");
    try (DatabaseBuilder builder = new DatabaseBuilder(file)) {
      filling.fill(builder);
      builder.finish(Instant.parse("2026-11-25T00:00:00Z"));
    }
    return file;
  }

  private static void osv(DatabaseBuilder builder, String... records) throws IOException {
    for (String record : records) builder.addOsv("test", record.getBytes(StandardCharsets.UTF_8));
  }

  private static String record(String id, String ecosystem, String name, String events) {
    return """
        {"id":"%s","modified":"2026-01-01T00:00:00Z","aliases":["CVE-2026-1"],"summary":"Title",
         "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
         "affected":[{"package":{"ecosystem":"%s","name":"%s"},
          "ranges":[{"type":"ECOSYSTEM","events":[%s]}]}]}
        """
        .formatted(id, ecosystem, name, events);
  }

  private static Component component(String purl) {
    return new Component(
        Purl.parse(purl),
        Optional.empty(),
        List.of(),
        List.of(Location.of("x")),
        "test",
        Component.Scope.RUNTIME);
  }

  private static Matcher.Matches match(Path file, Component... components) throws IOException {
    try (AdvisoryDatabase database = AdvisoryDatabase.open(file)) {
      return new Matcher(database).match(DEBIAN, List.of(components));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"introduced\":\"0\"},{\"fixed\":\"1.5\"} | 1.4 | < 1.5 | 1.5",
        "{\"introduced\":\"0\"},{\"fixed\":\"1.5\"} | 1.5 | |",
        "{\"introduced\":\"1.0\"},{\"fixed\":\"1.5\"} | 0.9 | |",
        "{\"introduced\":\"1.0\"},{\"fixed\":\"1.5\"} | 1.0 | >= 1.0, < 1.5 | 1.5",
        "{\"introduced\":\"1.0\"},{\"last_affected\":\"1.5\"} | 1.5 | >= 1.0, <= 1.5 |",
        "{\"introduced\":\"1.0\"},{\"last_affected\":\"1.5\"} | 1.6 | |",
        "{\"introduced\":\"1.0\"} | 99 | >= 1.0 |",
        "{\"introduced\":\"0\"} | 99 | all versions |",
        "{\"fixed\":\"1.5\"},{\"introduced\":\"0\"},{\"introduced\":\"2\"},{\"fixed\":\"2.5\"} | 2.1 | >= 2, < 2.5 | 2.5",
        "{\"fixed\":\"1.5\"},{\"introduced\":\"0\"},{\"introduced\":\"2\"},{\"fixed\":\"2.5\"} | 1.7 | |",
        "{\"introduced\":\"0\"},{\"limit\":\"1.5\"} | 1.6 | |"
      })
  void rangesAreEvaluatedAsOsvSays(String events, String version, String range, String fixed)
      throws IOException {
    Path file = built(b -> osv(b, record("GHSA-1", "npm", "a", events)));
    Matcher.Matches matches = match(file, component("pkg:npm/a@" + version));
    assertThat(matches.gaps()).isEmpty();
    if (range == null) {
      assertThat(matches.findings()).isEmpty();
      return;
    }
    assertThat(matches.findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.id()).isEqualTo("CVE-2026-1");
              assertThat(found.aliases()).containsExactly("GHSA-1");
              assertThat(found.severity()).contains(Severity.CRITICAL);
              assertThat(found.fixedVersion()).isEqualTo(Optional.ofNullable(fixed));
              assertThat(found.why())
                  .isEqualTo(
                      new Finding.Match("GHSA-1", "osv.dev/npm", "a", version, range, "semver"));
            });
  }

  @Test
  void aDistributionsPackagesAreFoundByTheirSource() throws IOException {
    Path file =
        built(
            b ->
                osv(
                    b,
                    record(
                        "DSA-1",
                        "Debian:12",
                        "openssl",
                        "{\"introduced\":\"0\"},{\"fixed\":\"3.0.13-1~deb12u1\"}"),
                    record(
                        "DSA-2",
                        "Debian:11",
                        "openssl",
                        "{\"introduced\":\"0\"},{\"fixed\":\"9\"}")));
    Component libssl =
        new Component(
            Purl.parse("pkg:deb/debian/libssl3@3.0.11-1~deb12u2"),
            Optional.of(new Component.Source("openssl", "3.0.11-1~deb12u2", "")),
            List.of(),
            List.of(Location.of("var/lib/dpkg/status")),
            "dpkg",
            Component.Scope.RUNTIME);
    assertThat(match(file, libssl).findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.why().record()).isEqualTo("DSA-1");
              assertThat(found.why().packageName()).isEqualTo("openssl");
              assertThat(found.why().comparator()).isEqualTo("dpkg");
            });
  }

  @Test
  void whatCannotBeComparedIsAGapAndNeverSilence() throws IOException {
    Path file =
        built(
            b ->
                osv(
                    b,
                    record("GHSA-1", "npm", "a", "{\"introduced\":\"0\"},{\"fixed\":\"2\"}"),
                    record(
                        "GHSA-2",
                        "npm",
                        "b",
                        "{\"introduced\":\"0\"},{\"fixed\":\"not a version\"}")));
    Matcher.Matches matches =
        match(
            file,
            component("pkg:npm/a@latest"),
            component("pkg:npm/a"),
            component("pkg:npm/b@1.0.0"),
            component("pkg:pypi/requests@1"));
    assertThat(matches.findings()).isEmpty();
    assertThat(matches.gaps())
        .extracting(Gap::why)
        .satisfiesExactly(
            why -> assertThat(why).contains("GHSA-1", "'latest' is not a version"),
            why -> assertThat(why).contains("has no version"),
            why -> assertThat(why).contains("GHSA-2", "'not a version'"),
            why -> assertThat(why).contains("no advisories"));
  }

  @Test
  void twoRecordsOfOneVulnerabilityAreOneFinding() throws IOException {
    Path file =
        built(
            b ->
                osv(
                    b,
                    record(
                        "GHSA-1", "PyPI", "Django", "{\"introduced\":\"0\"},{\"fixed\":\"3.2.1\"}"),
                    record(
                        "PYSEC-1",
                        "PyPI",
                        "django",
                        "{\"introduced\":\"0\"},{\"fixed\":\"3.2.1\"}")));
    assertThat(match(file, component("pkg:pypi/django@3.2")).findings())
        .singleElement()
        .satisfies(found -> assertThat(found.aliases()).containsExactly("GHSA-1", "PYSEC-1"));
  }

  @Test
  void exploitsAreShownAndTheOpenIsKnownFromDebiansTracker() throws IOException {
    ByteArrayOutputStream epss = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(epss)) {
      packed.write(
          "#model\ncve,epss,percentile\nCVE-2026-7,0.12345,0.9\n"
              .getBytes(StandardCharsets.US_ASCII));
    }
    String kev = "{\"vulnerabilities\":[{\"cveID\":\"CVE-2026-7\",\"dateAdded\":\"2026-02-03\"}]}";
    String tracker =
        """
        {"zlib":{"CVE-2026-7":{"description":"d","releases":{
          "bookworm":{"status":"open","urgency":"unimportant","nodsa":"minor","nodsa_reason":"ignored"},
          "bullseye":{"status":"resolved","fixed_version":"0"},"sid":{"status":"resolved","fixed_version":"2"}}},
         "CVE-2026-8":{"releases":{"bookworm":{"status":"resolved","fixed_version":"1.2-1"}}},
         "CVE-2026-9":{"releases":{"bookworm":{"status":"undetermined"}}}}}
        """;
    Path file =
        built(
            b -> {
              b.addEpss(new ByteArrayInputStream(epss.toByteArray()));
              b.addKev(new ByteArrayInputStream(kev.getBytes(StandardCharsets.UTF_8)));
              b.addDebianTracker(
                  new ByteArrayInputStream(tracker.getBytes(StandardCharsets.UTF_8)));
            });
    List<Finding.Vulnerability> found =
        match(file, component("pkg:deb/debian/zlib@1.3-1")).findings();
    assertThat(found)
        .extracting(Finding.Vulnerability::id)
        .containsExactly("CVE-2026-7", "CVE-2026-9");
    assertThat(found.get(0).status()).isEqualTo(Finding.Status.WILL_NOT_FIX);
    assertThat(found.get(0).severity()).contains(Severity.LOW);
    assertThat(found.get(0).exploitProbability()).hasValue(0.12345);
    assertThat(found.get(0).knownExploited()).contains(LocalDate.of(2026, 2, 3));
    assertThat(found.get(1).status()).isEqualTo(Finding.Status.UNDER_INVESTIGATION);
  }

  @Test
  void anErratumThatIsAboutSeveralIsAFindingForEach() throws IOException {
    String erratum =
        """
        {"id":"ALSA-2026:1","modified":"2026-01-01T00:00:00Z","related":["CVE-2026-1","CVE-2026-2"],
         "affected":[{"package":{"ecosystem":"AlmaLinux:9","name":"curl"},
          "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"7.76.1-30.el9"}]}]}]}
        """;
    Path file = built(b -> osv(b, erratum));
    try (AdvisoryDatabase database = AdvisoryDatabase.open(file)) {
      assertThat(
              new Matcher(database)
                  .match(
                      Optional.of(new OperatingSystem("almalinux", "9.3", "", "")),
                      List.of(component("pkg:rpm/almalinux/curl@7.76.1-29.el9")))
                  .findings())
          .extracting(Finding.Vulnerability::id)
          .containsExactly("CVE-2026-1", "CVE-2026-2");
    }
  }

  @Test
  void brokenRecordsAreCountedAndWithdrawnOnesSayNothing() throws IOException {
    Path file = directory.resolve("advisories");
    try (DatabaseBuilder builder = new DatabaseBuilder(file)) {
      osv(
          builder,
          "{",
          "{}",
          "{\"id\":\"X\",\"affected\":[{\"package\":{\"ecosystem\":\"npm\",\"name\":\"a\"},\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"odd\":\"1\"}]}]}]}",
          record("GHSA-1", "npm", "a", "{\"introduced\":\"0\"}")
              .replace("\"summary\"", "\"withdrawn\":\"2026-01-02T00:00:00Z\",\"summary\""));
      DatabaseBuilder.Summary summary = builder.finish(Instant.EPOCH);
      assertThat(summary.broken()).isEqualTo(3);
      assertThat(summary.problems()).hasSize(3);
      assertThat(summary.advisories()).isZero();
    }
    assertThat(match(file, component("pkg:npm/a@1")).findings()).isEmpty();
  }

  @Test
  void aDatabaseThatIsNoneIsRefusedAndAnUnfinishedOneLeavesTheOldInPlace() throws IOException {
    Path file = built(b -> osv(b, record("GHSA-1", "npm", "a", "{\"introduced\":\"0\"}")));
    byte[] good = Files.readAllBytes(file);
    try (DatabaseBuilder unfinished = new DatabaseBuilder(file)) {
      osv(unfinished, record("GHSA-2", "npm", "b", "{\"introduced\":\"0\"}"));
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
    assertThat(directory.toFile().list()).containsExactly("advisories");
    Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
    assertThatThrownBy(() -> AdvisoryDatabase.open(file))
        .isInstanceOf(DamagedDatabaseException.class)
        .hasMessageContaining("cut off");
    Files.writeString(file, "hello".repeat(100));
    assertThatThrownBy(() -> AdvisoryDatabase.open(file))
        .isInstanceOf(DamagedDatabaseException.class);
  }

  @Test
  void damageIsFoundByVerifyAndNeverCrashesALookUp() throws IOException {
    Path file =
        built(
            b -> osv(b, record("GHSA-1", "npm", "a", "{\"introduced\":\"0\"},{\"fixed\":\"2\"}")));
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      byte[] bad = good.clone();
      bad[DatabaseFile.HEADER_BYTES + random.nextInt(bad.length - DatabaseFile.HEADER_BYTES)] ^=
          (byte) (1 + random.nextInt(255));
      Files.write(file, bad);
      try (AdvisoryDatabase database = AdvisoryDatabase.open(file)) {
        assertThat(database.verify()).isFalse();
        new Matcher(database).match(DEBIAN, List.of(component("pkg:npm/a@1")));
      } catch (DamagedDatabaseException expected) {
        assertThat(expected).hasMessageMatching(".+");
      }
    }
  }

  /** The real records: every package of every ecosystem is found again by its own name. */
  @Test
  void theRealAdvisoriesAreAllFound() throws IOException {
    Optional<Path> osv = Optional.empty();
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data/osv")))
        osv = Optional.of(at.resolve("shared/data/osv"));
    }
    assumeTrue(osv.isPresent(), "NOT RUN: ../shared/data/osv is not beside the project");
    Path from = osv.get();
    Path file = directory.resolve("advisories");
    DatabaseBuilder.Summary summary;
    try (DatabaseBuilder builder = new DatabaseBuilder(file)) {
      builder.addDirectory(from);
      summary = builder.finish(Instant.EPOCH);
    }
    assertThat(summary.problems()).isEmpty();
    assertThat(summary.advisories()).isGreaterThan(35_000);
    try (AdvisoryDatabase database = AdvisoryDatabase.open(file)) {
      assertThat(database.verify()).isTrue();
      assertThat(database.ecosystems())
          .containsKeys("Debian:12", "Alpine:v3.16".replace("16", "11"), "npm", "Maven", "Go");
      assertThat(database.knownExploited("CVE-2021-44228")).contains(LocalDate.of(2021, 12, 10));
      assertThat(database.advisories("CVE-2021-44228")).isNotEmpty();
      assertThat(
              new Matcher(database)
                  .match(
                      Optional.empty(),
                      List.of(component("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1")))
                  .findings())
          .extracting(Finding.Vulnerability::id)
          .contains("CVE-2021-44228");
    }
  }
}
