package dev.sekisho.scan.vex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Component;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.Purl;
import dev.sekisho.model.ScanReport;
import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VexDocumentsTest {
  private static final ScanReport.Target IMAGE =
      new ScanReport.Target(
          ScanReport.Kind.IMAGE,
          "registry.example/shop/web:1.4",
          Optional.of(
              new ScanReport.ScannedImage(
                  Digest.parse("sha256:" + "ab".repeat(32)),
                  List.of("registry.example/shop/web@sha256:" + "cd".repeat(32)),
                  "amd64",
                  "linux",
                  List.of())));

  @TempDir Path directory;

  private static Finding.Vulnerability finding(String id, String purl) {
    return new Finding.Vulnerability(
        id,
        List.of("GHSA-" + id),
        new Component(
            Purl.parse(purl),
            Optional.empty(),
            List.of(),
            List.of(Location.of("x")),
            "test",
            Component.Scope.RUNTIME),
        Finding.Status.AFFECTED,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "",
        "",
        List.of(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        new Finding.Match("REC-" + id, "osv.dev", "x", "1", "", "semver"));
  }

  private VexDocuments read(String... texts) throws IOException {
    List<Path> files = new java.util.ArrayList<>();
    for (String text : texts) {
      files.add(Files.writeString(directory.resolve(files.size() + ".json"), text));
    }
    return VexDocuments.read(files);
  }

  private static final Finding.Vulnerability LODASH = finding("CVE-1", "pkg:npm/lodash@4.17.15");

  private static String openVex(String time, String products, String status) {
    return """
        {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "%s",
         "statements": [{"vulnerability": {"name": "CVE-1"}, "products": [%s], "status": "%s",
          "justification": "vulnerable_code_not_in_execute_path"}]}
        """
        .formatted(time, products, status);
  }

  private static boolean stands(VexDocuments vex, Finding.Vulnerability finding) {
    return vex.judge(finding, IMAGE).finding().isPresent();
  }

  @Test
  void whatIsNotAffectedOrFixedDoesNotStand() throws IOException {
    String product = "{\"@id\": \"pkg:npm/lodash@4.17.15\"}";
    VexDocuments vex = read(openVex("2026-01-01T00:00:00Z", product, "not_affected"));
    assertThat(stands(vex, LODASH)).isFalse();
    assertThat(vex.judge(LODASH, IMAGE).why())
        .startsWith("not_affected (vulnerable_code_not_in_execute_path), ")
        .endsWith("0.json");
    assertThat(stands(vex, finding("CVE-2", "pkg:npm/lodash@4.17.15"))).isTrue();
    assertThat(stands(vex, finding("CVE-1", "pkg:npm/lodash@4.17.14"))).isTrue();
    assertThat(stands(vex, finding("CVE-1", "pkg:npm/%40a/lodash@4.17.15"))).isTrue();
    assertThat(stands(vex, finding("CVE-1", "pkg:pypi/lodash@4.17.15"))).isTrue();
    assertThat(stands(read(openVex("2026-01-01T00:00:00Z", product, "affected")), LODASH)).isTrue();
    assertThat(
            read(openVex("2026-01-01T00:00:00Z", product, "under_investigation"))
                .judge(LODASH, IMAGE)
                .finding()
                .orElseThrow()
                .status())
        .isEqualTo(Finding.Status.UNDER_INVESTIGATION);
  }

  @Test
  void theLaterStatementHolds() throws IOException {
    String product = "{\"@id\": \"pkg:npm/lodash\"}";
    String early = openVex("2026-01-01T00:00:00Z", product, "not_affected");
    String late = openVex("2026-02-01T00:00:00+09:00", product, "affected");
    assertThat(stands(read(late, early), LODASH)).isTrue();
    assertThat(stands(read(early, openVex("2026-01-02T00:00:00Z", product, "fixed")), LODASH))
        .isFalse();
  }

  @Test
  void aProductIsTheImageByDigestOrName() throws IOException {
    for (String image :
        List.of(
            "pkg:oci/web?tag=1.4",
            "pkg:oci/web@sha256%3A" + "cd".repeat(32),
            "pkg:oci/web@sha256:" + "ab".repeat(32),
            "registry.example/shop/web:1.4")) {
      String part = "{\"@id\": \"pkg:npm/lodash\"}";
      String whole = "{\"@id\": \"%s\"}".formatted(image);
      String of = "{\"@id\": \"%s\", \"subcomponents\": [%s]}".formatted(image, part);
      assertThat(stands(read(openVex("2026-01-01T00:00:00Z", whole, "fixed")), LODASH)).isFalse();
      assertThat(stands(read(openVex("2026-01-01T00:00:00Z", of, "fixed")), LODASH)).isFalse();
      assertThat(
              stands(
                  read(openVex("2026-01-01T00:00:00Z", of, "fixed")),
                  finding("CVE-1", "pkg:npm/ms@1")))
          .isTrue();
    }
    String other = "{\"@id\": \"pkg:oci/web@sha256:" + "ee".repeat(32) + "\"}";
    assertThat(stands(read(openVex("2026-01-01T00:00:00Z", other, "fixed")), LODASH)).isTrue();
    String tag = "{\"@id\": \"pkg:oci/web?tag=1.5\"}";
    assertThat(stands(read(openVex("2026-01-01T00:00:00Z", tag, "fixed")), LODASH)).isTrue();
  }

  @Test
  void cycloneDxNamesComponentsOfThisAndOfOtherBills() throws IOException {
    String text =
        """
        {"bomFormat": "CycloneDX", "specVersion": "1.5",
         "components": [{"bom-ref": "7", "purl": "pkg:npm/lodash@4.17.15"}],
         "vulnerabilities": [{"id": "%s", "analysis": {"state": "%s", "justification": "code_not_reachable"},
          "affects": [{"ref": "%s"}]}]}
        """;
    assertThat(stands(read(text.formatted("CVE-1", "not_affected", "7")), LODASH)).isFalse();
    assertThat(stands(read(text.formatted("GHSA-CVE-1", "resolved", "7")), LODASH)).isFalse();
    String link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Flodash%404.17.15";
    assertThat(stands(read(text.formatted("CVE-1", "false_positive", link)), LODASH)).isFalse();
    assertThat(stands(read(text.formatted("CVE-1", "exploitable", "7")), LODASH)).isTrue();
    assertThat(stands(read(text.formatted("CVE-1", "resolved", "8")), LODASH)).isTrue();
  }

  @Test
  void csafNamesProductsThroughItsTree() throws IOException {
    String text =
        """
        {"document": {"csaf_version": "2.0", "category": "csaf_vex",
          "tracking": {"current_release_date": "2026-01-01T00:00:00.000Z"}},
         "product_tree": {"branches": [{"category": "vendor", "name": "v", "branches": [
            {"category": "product_version", "product": {"product_id": "lodash", "name": "l",
              "product_identification_helper": {"purl": "pkg:npm/lodash@4.17.15"}}}]}],
          "relationships": [{"category": "default_component_of", "product_reference": "lodash",
             "relates_to_product_reference": "os", "full_product_name": {"product_id": "os:lodash", "name": "x"}}]},
         "vulnerabilities": [{"cve": "CVE-1", "flags": [{"label": "vulnerable_code_not_present"}],
           "product_status": {"%s": ["%s"]}}]}
        """;
    assertThat(stands(read(text.formatted("known_not_affected", "os:lodash")), LODASH)).isFalse();
    assertThat(stands(read(text.formatted("fixed", "lodash")), LODASH)).isFalse();
    assertThat(stands(read(text.formatted("known_affected", "lodash")), LODASH)).isTrue();
    assertThat(stands(read(text.formatted("fixed", "other")), LODASH)).isTrue();
    assertThat(read(text.formatted("fixed", "lodash")).judge(LODASH, IMAGE).why())
        .startsWith("fixed (vulnerable_code_not_present), ");
  }

  @Test
  void whatIsNoDocumentIsRefusedByName() {
    assertThatThrownBy(() -> read("{}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("0.json: is neither");
    assertThatThrownBy(() -> read("{"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("0.json: is no JSON");
    assertThatThrownBy(() -> read(openVex("x", "", "perhaps")))
        .hasMessageContaining("\"perhaps\" is no status");
  }
}
