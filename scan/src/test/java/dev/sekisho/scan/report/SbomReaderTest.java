package dev.sekisho.scan.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Component;
import dev.sekisho.model.Gap;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.cyclonedx.Version;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SbomReaderTest {
  private static Sbom read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Sbom read(byte[] bytes) {
    try {
      return SbomReader.read("bill", new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] written(Report report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.write(Samples.full(), out);
    return out.toByteArray();
  }

  private static List<String> purls(Sbom sbom) {
    return sbom.inventory().components().stream().map(c -> c.purl().toString()).toList();
  }

  @Test
  void ourOwnCycloneDxComesBackWithSourcesLicencesSystemAndGaps() throws IOException {
    Sbom sbom = read(written(new CycloneDxReport()));
    assertThat(sbom.format()).isEqualTo("CycloneDX 1.6 JSON");
    assertThat(sbom.name()).isEqualTo("shop/web:1.4");
    assertThat(sbom.system().map(OperatingSystem::id)).contains("debian");
    assertThat(purls(sbom))
        .containsExactly(
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
            "pkg:npm/%40scope/lodash@4.17.20");
    Component openssl = sbom.inventory().components().getFirst();
    assertThat(openssl.source()).contains(new Component.Source("openssl", "3.0.11-1~deb12u2", ""));
    assertThat(openssl.licences()).containsExactly("Apache-2.0", "Some own licence");
    assertThat(sbom.inventory().gaps())
        .extracting(Gap::why)
        .containsExactly("the bill says: opt/huge.bin: larger than 1 GiB");
  }

  @Test
  void theSameBillAsXmlWrittenByTheOfficialLibraryIsReadAlike() throws Exception {
    var bom = new JsonParser().parse(written(new CycloneDxReport()));
    String xml = BomGeneratorFactory.createXml(Version.VERSION_16, bom).toXmlString();
    Sbom sbom = read(xml);
    assertThat(sbom.format()).isEqualTo("CycloneDX 1.6 XML");
    assertThat(purls(sbom)).isEqualTo(purls(read(written(new CycloneDxReport()))));
    assertThat(sbom.inventory().components().getFirst().source())
        .contains(new Component.Source("openssl", "3.0.11-1~deb12u2", ""));
  }

  @Test
  void ourOwnSpdxComesBack() throws IOException {
    Sbom sbom = read(written(new SpdxReport()));
    assertThat(sbom.format()).isEqualTo("SPDX 2.3 JSON");
    assertThat(purls(sbom))
        .containsExactly(
            "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
            "pkg:npm/%40scope/lodash@4.17.20");
    assertThat(sbom.inventory().gaps()).isEmpty();
  }

  @Test
  void tagValueIsRead() {
    Sbom sbom =
        read(
            """
        SPDXVersion: SPDX-2.3
        DocumentName: shop
        # a comment: with a colon
        PackageName: openssl
        PackageVersion: 3.0.11
        PackageComment: <text>PackageName: not one
        ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/evil@1
        </text>
        PackageLicenseDeclared: Apache-2.0
        ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/libssl3@3.0.11?distro=debian-12&upstream=openssl%403.0.11-1
        PackageName: nameless
        """);
    assertThat(sbom.name()).isEqualTo("shop");
    assertThat(sbom.system().map(OperatingSystem::version)).contains("12");
    assertThat(sbom.inventory().components())
        .singleElement()
        .satisfies(
            component -> {
              assertThat(component.purl().name()).isEqualTo("libssl3");
              assertThat(component.licences()).containsExactly("Apache-2.0");
              assertThat(component.source())
                  .contains(new Component.Source("openssl", "3.0.11-1", ""));
            });
    assertThat(sbom.inventory().gaps())
        .extracting(Gap::why)
        .containsExactly("1 components have no package URL: nothing can be looked up for them");
  }

  @Test
  void trivysPropertiesNameTheSourcePackage() {
    Sbom sbom =
        read(
            """
        {"bomFormat":"CycloneDX","specVersion":"1.5","components":[
         {"type":"operating-system","name":"debian","version":"12"},
         {"type":"library","name":"libc6","purl":"pkg:deb/debian/libc6@2.36","properties":[
          {"name":"aquasecurity:trivy:SrcName","value":"glibc"},
          {"name":"aquasecurity:trivy:SrcVersion","value":"2.36"},
          {"name":"aquasecurity:trivy:SrcRelease","value":"9"},
          {"name":"aquasecurity:trivy:SrcEpoch","value":"1"}],
          "components":[{"type":"library","name":"inner","purl":"pkg:npm/inner@1"}]}]}
        """);
    assertThat(sbom.system().map(OperatingSystem::id)).contains("debian");
    assertThat(purls(sbom)).containsExactly("pkg:deb/debian/libc6@2.36", "pkg:npm/inner@1");
    assertThat(sbom.inventory().components().getFirst().source())
        .contains(new Component.Source("glibc", "1:2.36-9", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "hello: world",
        "{\"bomFormat\":\"CycloneDX\"",
        "<bom/>",
        "<!DOCTYPE bom [<!ENTITY x \"y\">]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>",
        "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components>"
      })
  void whatIsNoBillIsAProblemThatNamesTheFormats(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.problems().getFirst().text())
                    .contains("bill: not a bill of materials", "CycloneDX (JSON or XML) or SPDX"));
  }

  @Test
  void depthIsBounded() {
    String deep = "{\"bomFormat\":\"CycloneDX\",\"components\":" + "[{\"components\":".repeat(5000);
    assertThatThrownBy(() -> read(deep)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aWrongPurlIsAGapAndTheRestIsRead() {
    Sbom sbom =
        read(
            """
        {"bomFormat":"CycloneDX","specVersion":"1.6","components":[
         {"type":"library","name":"a","purl":"nonsense"},
         {"type":"library","name":"b","purl":"pkg:npm/b@1"}]}
        """);
    assertThat(purls(sbom)).containsExactly("pkg:npm/b@1");
    assertThat(sbom.inventory().gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.why()).contains("component a", "nonsense"));
  }

  @Test
  void noMutationOfABillCrashesTheReader() throws IOException {
    Random random = new Random(42);
    for (Report report : List.of(new CycloneDxReport(), new SpdxReport())) {
      byte[] good = written(report);
      for (int i = 0; i < 300; i++) {
        byte[] bad = good.clone();
        for (int change = 0; change <= i % 5; change++) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
        }
        try {
          assertThat(read(bad).format()).isNotEmpty();
        } catch (ProblemException expected) {
          assertThat(expected.problems()).isNotEmpty();
        }
      }
    }
  }
}
