package dev.sekisho.scan.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.ScanReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spdx.core.DefaultModelStore;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.storage.simple.InMemSpdxStore;
import org.w3c.dom.Document;

class ReportsTest {
  private static final Words ENGLISH = new Words(Locale.ENGLISH);

  private static byte[] bytes(Report report, ScanReport content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      report.write(content, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static JsonNode json(Report report, ScanReport content) throws IOException {
    return new ObjectMapper().readTree(bytes(report, content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"json", "sarif", "cyclonedx", "spdx-json", "junit", "github", "gitlab", "html"})
  void eachFormatIsWhatItWasWhenItWasLastReviewed(String name) throws IOException {
    String written = new String(bytes(report(name), Samples.full()), StandardCharsets.UTF_8);
    Path golden = Path.of("src/test/resources/dev/sekisho/scan/report/golden/" + name);
    if (Boolean.getBoolean("sekisho.golden.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, written);
    }
    assertThat(written).isEqualTo(Files.readString(golden));
  }

  /** A report is looked at on terminals: nothing in it moves the cursor or reorders a line. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "sarif", "cyclonedx", "spdx-json", "github", "gitlab"})
  void whatMovesTheCursorOrReordersALineIsEscaped(String name) throws IOException {
    ScanReport full = Samples.full();
    String evil = "a\u001b[2J\u009b2J\u202e\u2066\u200b\u2028\ud83d\ude00\u007f";
    ScanReport hostile =
        new ScanReport(
            new ScanReport.Target(full.target().kind(), evil, full.target().image()),
            full.system(),
            full.components(),
            full.findings(),
            List.of(new Gap(evil, evil)),
            full.leftOut(),
            full.scanners(),
            full.database(),
            full.createdAt(),
            full.version());
    String written = new String(bytes(report(name), hostile), StandardCharsets.UTF_8);
    assertThat(written)
        .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u202e\u2066\u200b\u2028]");
    assertThat(new ObjectMapper().readTree(written).isContainerNode()).isTrue();
  }

  private static Report report(String name) {
    return switch (name) {
      case "json" -> new JsonReport();
      case "sarif" -> new SarifReport(ENGLISH);
      case "cyclonedx" -> new CycloneDxReport();
      case "spdx-json" -> new SpdxReport();
      case "junit" -> new JunitReport(ENGLISH);
      case "github" -> new GithubReport(Map.of("GITHUB_SHA", "0123", "GITHUB_REF", "refs/heads/x"));
      case "gitlab" -> new GitlabReport(ENGLISH);
      case "html" -> new HtmlReport(ENGLISH);
      default -> throw new AssertionError(name);
    };
  }

  @Test
  void theCycloneDxSchemaAcceptsEverythingWeWrite() throws Exception {
    for (ScanReport each : List.of(Samples.full(), Samples.clean(), Samples.hostile())) {
      byte[] bom = bytes(new CycloneDxReport(), each);
      assertThat(new JsonParser().validate(bom, Version.VERSION_16)).isEmpty();
    }
    assertThat(new JsonParser().parse(bytes(new CycloneDxReport(), Samples.full())).getComponents())
        .extracting(org.cyclonedx.model.Component::getPurl)
        .contains("pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64");
  }

  @Test
  void theSpdxLibraryFindsNothingWrong() throws Exception {
    System.setProperty("SPDXParser.OnlyUseLocalLicenses", "true");
    SpdxModelFactory.init();
    for (ScanReport each : List.of(Samples.full(), Samples.clean(), Samples.hostile())) {
      MultiFormatStore store =
          new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON_PRETTY);
      DefaultModelStore.initialize(
          store, "https://example.org/none", new org.spdx.library.ModelCopyManager());
      SpdxDocument document =
          store.deSerialize(new ByteArrayInputStream(bytes(new SpdxReport(), each)), false);
      assertThat(document.verify()).isEmpty();
    }
  }

  @Test
  void hostileTextsStayTextInEveryFormat() throws Exception {
    ScanReport hostile = Samples.hostile();
    for (String name : List.of("json", "sarif", "cyclonedx", "spdx-json", "github", "gitlab")) {
      assertThat(json(report(name), hostile)).as(name).isNotEmpty();
    }
    Document junit =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(bytes(report("junit"), hostile)));
    assertThat(junit.getElementsByTagName("img").getLength()).isZero();
    assertThat(junit.getElementsByTagName("error").getLength()).isEqualTo(1);
    String html = new String(bytes(report("html"), hostile), StandardCharsets.UTF_8);
    assertThat(html)
        .doesNotContain("<img", "<script", "\u001b", "\u202e", "\u0000", "href=\"javascript:");
    assertThat(html).contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;");
  }

  @Test
  void aReportWithAGapIsNotCalledCleanByAnyFormat() throws Exception {
    ScanReport full = Samples.clean();
    ScanReport gap =
        new ScanReport(
            full.target(),
            full.system(),
            List.of(),
            List.of(),
            Samples.full().gaps(),
            List.of(),
            full.scanners(),
            full.database(),
            full.createdAt(),
            "1");
    assertThat(json(new JsonReport(), gap).path("complete").asBoolean(true)).isFalse();
    assertThat(json(new JsonReport(), full).path("complete").asBoolean(false)).isTrue();
    for (String name :
        List.of("json", "sarif", "cyclonedx", "spdx-json", "junit", "gitlab", "html")) {
      assertThat(new String(bytes(report(name), gap), StandardCharsets.UTF_8))
          .as(name)
          .contains("opt/huge.bin", "larger than 1 GiB");
    }
    assertThat(new String(bytes(report("html"), full), StandardCharsets.UTF_8))
        .contains(ENGLISH.of("html.clean"));
    assertThat(new String(bytes(report("html"), gap), StandardCharsets.UTF_8))
        .doesNotContain(ENGLISH.of("html.clean"));
  }

  @Test
  void sarifSaysHowManyResultsItCouldNotHold() throws Exception {
    ScanReport full = Samples.full();
    List<Finding> many =
        new ArrayList<>(
            Collections.nCopies(SarifReport.MAXIMUM_RESULTS + 5, full.findings().getFirst()));
    JsonNode run =
        json(
                new SarifReport(ENGLISH),
                new ScanReport(
                    full.target(),
                    full.system(),
                    full.components(),
                    many,
                    List.of(),
                    List.of(),
                    full.scanners(),
                    full.database(),
                    full.createdAt(),
                    "1"))
            .path("runs")
            .path(0);
    assertThat(run.path("results")).hasSize(SarifReport.MAXIMUM_RESULTS);
    assertThat(
            run.path("invocations")
                .path(0)
                .path("toolExecutionNotifications")
                .path(0)
                .path("message")
                .path("text")
                .asText())
        .contains("25000 of 25005");
  }

  @Test
  void aFindingKeepsItsFingerprintWhenItsLineMoves() throws Exception {
    JsonNode before = json(new SarifReport(ENGLISH), Samples.full());
    ScanReport full = Samples.full();
    List<Finding> moved =
        full.findings().stream()
            .map(
                finding ->
                    switch (finding) {
                      case Finding.Secret secret ->
                          new Finding.Secret(
                              secret.id(),
                              secret.title(),
                              secret.severity(),
                              new dev.sekisho.model.Location(
                                  secret.location().path(),
                                  secret.location().layer(),
                                  java.util.OptionalInt.of(99),
                                  secret.location().deletedIn()),
                              secret.redacted());
                      default -> finding;
                    })
            .map(Finding.class::cast)
            .toList();
    JsonNode after =
        json(
            new SarifReport(ENGLISH),
            new ScanReport(
                full.target(),
                full.system(),
                full.components(),
                moved,
                full.gaps(),
                full.leftOut(),
                full.scanners(),
                full.database(),
                full.createdAt(),
                full.version()));
    assertThat(after.findValuesAsText("sekishoFinding/v1"))
        .isEqualTo(before.findValuesAsText("sekishoFinding/v1"))
        .doesNotHaveDuplicates();
    assertThat(after.findValuesAsText("startLine"))
        .isNotEqualTo(before.findValuesAsText("startLine"));
  }

  @Test
  void bothCataloguesHaveTheSameKeysAndValues() throws IOException {
    java.util.Properties english = new java.util.Properties();
    java.util.Properties japanese = new java.util.Properties();
    try (var en = Words.class.getResourceAsStream("messages.properties");
        var ja = Words.class.getResourceAsStream("messages_ja.properties")) {
      english.load(new java.io.InputStreamReader(en, StandardCharsets.UTF_8));
      japanese.load(new java.io.InputStreamReader(ja, StandardCharsets.UTF_8));
    }
    assertThat(japanese.keySet()).isEqualTo(english.keySet());
    english
        .stringPropertyNames()
        .forEach(
            key ->
                assertThat(values(japanese.getProperty(key)))
                    .as(key)
                    .isEqualTo(values(english.getProperty(key))));
  }

  private static java.util.Set<String> values(String text) {
    return java.util.regex.Pattern.compile("\\{\\d\\}")
        .matcher(text)
        .results()
        .map(java.util.regex.MatchResult::group)
        .collect(java.util.stream.Collectors.toSet());
  }

  @Test
  void licencesAreSpdxExpressionsOnlyWhenEveryWordIsKnown() {
    assertThat(Licences.expression("MIT OR (apache-2.0 AND ISC)"))
        .contains("MIT OR ( Apache-2.0 AND ISC )");
    assertThat(Licences.expression("GPL-2.0+")).contains("GPL-2.0-or-later");
    for (String wrong : List.of("MIT OR", "MIT MIT", "(MIT", "MIT)", "Own", "", "AND", "( )")) {
      assertThat(Licences.expression(wrong)).as(wrong).isEmpty();
    }
  }
}
