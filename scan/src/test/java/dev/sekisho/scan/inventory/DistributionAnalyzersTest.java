package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Source;
import dev.sekisho.model.OperatingSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DistributionAnalyzersTest {
  @Test
  void everyDpkgDatabaseOfTheFixturesGivesExactlyWhatDpkgQuerySays() throws IOException {
    int databases = 0;
    try (Stream<Path> list = Files.list(SharedData.path("fixtures/dpkg-real"))) {
      for (Path root : list.sorted().toList()) {
        databases++;
        LayerInventory layer =
            new Layer()
                .file("usr/lib/os-release", Files.readAllBytes(root.resolve("usr/lib/os-release")))
                .file(
                    "var/lib/dpkg/status", Files.readAllBytes(root.resolve("var/lib/dpkg/status")))
                .read();
        List<String> seen = new ArrayList<>();
        for (Component c : layer.components()) {
          Source source = c.source().orElseThrow();
          seen.add(
              String.join(
                  "\t",
                  c.purl().name(),
                  c.purl().version(),
                  c.purl().qualifiers().getOrDefault("arch", ""),
                  source.name(),
                  source.version(),
                  "ii "));
        }
        assertThat(layer.gaps()).isEmpty();
        assertThat(seen.stream().sorted())
            .isEqualTo(Files.readAllLines(root.resolve("expected.tsv")).stream().sorted().toList());
        assertThat(layer.releases().getFirst().system().id()).isEqualTo("debian");
      }
    }
    assertThat(databases).isPositive();
  }

  @Test
  void everyApkDatabaseOfTheFixturesGivesExactlyItsList() throws IOException {
    int databases = 0;
    try (Stream<Path> list = Files.list(SharedData.path("fixtures/apk-real"))) {
      for (Path root : list.sorted().toList()) {
        databases++;
        LayerInventory layer =
            Layer.of("lib/apk/db/installed", Files.readAllBytes(root.resolve("installed")));
        List<String> seen = new ArrayList<>();
        for (Component c : layer.components()) {
          seen.add(
              String.join(
                  "\t",
                  c.purl().name(),
                  c.purl().version(),
                  c.purl().qualifiers().getOrDefault("arch", ""),
                  c.source().orElseThrow().name()));
        }
        assertThat(layer.gaps()).isEmpty();
        assertThat(seen.stream().sorted())
            .isEqualTo(Files.readAllLines(root.resolve("expected.tsv")).stream().sorted().toList());
      }
    }
    assertThat(databases).isPositive();
  }

  @Test
  void packagesInAnyStateInWhichTheirFilesAreThereAreInstalled() throws IOException {
    String status =
        """
        Package: here
        Status: install ok installed
        Version: 1
        Source: origin (2:3-4)
        Architecture: amd64

        Package: half
        Status: install ok half-configured
        Version: 1:2~rc1

        Package: waiting
        Status: deinstall ok triggers-pending
        Version: 5

        Package: gone
        Status: deinstall ok config-files
        Version: 1

        Package: broken
        Status: install reinstreq half-installed
        Version: 1

        Package: without
        Status: install ok installed
        """;
    LayerInventory layer = Layer.of("var/lib/dpkg/status", status);
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:deb/here@1?arch=amd64", "pkg:deb/half@1:2~rc1", "pkg:deb/waiting@5");
    assertThat(layer.components().getFirst().source()).contains(new Source("origin", "2:3-4", ""));
    assertThat(layer.components().get(1).source()).contains(new Source("half", "1:2~rc1", ""));
    assertThat(Layer.gaps(layer)).containsExactly("package without has no version");
  }

  @Test
  void distrolessImagesHaveAFileForEachPackage() throws IOException {
    LayerInventory layer =
        new Layer()
            .file("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\n")
            .file(
                "var/lib/dpkg/status.d/base.md5sums",
                "0123456789abcdef0123456789abcdef  usr/share/base/x.jar\n")
            .read();
    assertThat(Layer.purls(layer)).containsExactly("pkg:deb/base-files@12.4");
    assertThat(layer.owned())
        .singleElement()
        .satisfies(
            owned ->
                assertThat(owned.paths().contains(PathHash.owned("usr/share/base/x.jar")))
                    .isTrue());
    assertThat(layer.gaps()).isEmpty();
  }

  private record Rpm(String name, String version, String arch, String source, String licence) {}

  private static List<Rpm> expected(String list) throws IOException {
    JsonNode all =
        new ObjectMapper()
            .readTree(SharedData.path("fixtures/go-rpmdb/expected-packages.json").toFile());
    List<Rpm> rpms = new ArrayList<>();
    for (JsonNode one : all.path(list)) {
      String epoch = one.path("epoch").asText("0");
      String version = one.path("version").asText() + "-" + one.path("release").asText();
      rpms.add(
          new Rpm(
              one.path("name").asText(),
              epoch.equals("0") || epoch.equals("null") ? version : epoch + ":" + version,
              one.path("arch").asText(),
              one.path("sourcerpm").asText(),
              one.path("license").asText()));
    }
    return rpms;
  }

  @Test
  void theNdbOfSuseGivesExactlyWhatItsListSays() throws IOException {
    LayerInventory layer = rpm("sle15-bci/Packages.db", "usr/lib/sysimage/rpm/Packages.db");
    List<Rpm> seen = new ArrayList<>();
    for (Component c : layer.components()) {
      Source source = c.source().orElseThrow();
      String arch = c.purl().qualifiers().getOrDefault("arch", "");
      String version = source.version().substring(source.version().indexOf(':') + 1);
      seen.add(
          new Rpm(
              c.purl().name(),
              c.purl().version(),
              arch,
              source.name() + "-" + version + ".src.rpm",
              c.licences().getFirst()));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected("SLE15WithNDB"));
    assertThat(layer.owned().getFirst().paths().contains(PathHash.owned("/usr/bin/bash"))).isTrue();
  }

  private static LayerInventory rpm(String fixture, String path) throws IOException {
    LayerInventory layer =
        Layer.of(
            path, Files.readAllBytes(SharedData.path("fixtures/go-rpmdb/testdata/" + fixture)));
    assertThat(layer.gaps()).isEmpty();
    assertThat(layer.databases()).containsExactly(path);
    return layer;
  }

  @Test
  void anSqliteDatabaseGivesAllItsPackages() throws IOException {
    LayerInventory layer = rpm("cbl-mariner-2.0/rpmdb.sqlite", "var/lib/rpm/rpmdb.sqlite");
    assertThat(layer.components()).hasSize(129);
    assertThat(Layer.purls(layer)).contains("pkg:rpm/bash@5.1.8-1.cm2?arch=x86_64");
  }

  @Test
  void aHashDatabaseOfBerkeleyDbGivesItsPackages() throws IOException {
    LayerInventory layer = rpm("libuuid/Packages", "var/lib/rpm/Packages");
    assertThat(Layer.purls(layer)).hasSize(1).allMatch(purl -> purl.contains("/libuuid@"));
  }

  @Test
  void theListOfMarinersDistrolessImagesIsRead() throws IOException {
    String line =
        "tzdata\t2022a-1.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t(none)\t1572529\t"
            + "noarch\t0\ttzdata-2022a-1.cm2.src.rpm\n";
    LayerInventory layer = Layer.of("var/lib/rpmmanifest/container-manifest-2", line);
    assertThat(Layer.purls(layer)).containsExactly("pkg:rpm/tzdata@2022a-1.cm2?arch=noarch");
    assertThat(layer.components().getFirst().source())
        .contains(new Source("tzdata", "2022a-1.cm2", ""));
  }

  @Test
  void osReleaseIsReadWithItsQuotes() throws IOException {
    LayerInventory layer =
        Layer.of(
            "etc/os-release",
            "# c\nID=\"rhel\"\nVERSION_ID='9.4'\nPRETTY_NAME=\"A \\\"B\\\"\"\nVERSION_CODENAME=x\n");
    assertThat(layer.releases().getFirst().system())
        .isEqualTo(new OperatingSystem("rhel", "9.4", "x", "A \"B\""));
  }

  @Test
  void oldImagesStateTheirDistributionOtherwise() throws IOException {
    assertThat(system("etc/centos-release", "CentOS release 6.10 (Final)\n"))
        .contains(new OperatingSystem("centos", "6.10", "", "CentOS release 6.10 (Final)"));
    assertThat(system("etc/redhat-release", "Red Hat Enterprise Linux Server release 7.9 (Maipo)"))
        .contains(
            new OperatingSystem(
                "rhel", "7.9", "", "Red Hat Enterprise Linux Server release 7.9 (Maipo)"));
    assertThat(system("etc/alpine-release", "3.16.9\n"))
        .contains(new OperatingSystem("alpine", "3.16.9", "", "Alpine Linux 3.16.9"));
    assertThat(system("etc/debian_version", "12.5\n"))
        .contains(new OperatingSystem("debian", "12", "", "Debian GNU/Linux 12.5"));
    assertThat(system("etc/debian_version", "trixie/sid\n"))
        .contains(new OperatingSystem("debian", "", "trixie", "Debian GNU/Linux trixie/sid"));
    assertThat(Layer.gaps(Layer.of("etc/redhat-release", "something else"))).hasSize(1);
  }

  private static Optional<OperatingSystem> system(String path, String text) throws IOException {
    return LayerStack.image(List.of(Layer.of(path, text))).operatingSystem();
  }
}
