package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Component;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LayerStackTest {
  private static String npm(String name, String version) {
    return "{\"name\": \"%s\", \"version\": \"%s\"}".formatted(name, version);
  }

  private static String dpkg(String... namesAndVersions) {
    StringBuilder text = new StringBuilder();
    for (String one : namesAndVersions) {
      String[] parts = one.split("@", 2);
      text.append("Package: %s\nStatus: install ok installed\n".formatted(parts[0]));
      text.append("Version: %s\nArchitecture: amd64\n\n".formatted(parts[1]));
    }
    return text.toString();
  }

  private static List<String> placed(List<Component> components) {
    return components.stream()
        .map(
            c ->
                c.purl().name()
                    + "@"
                    + c.purl().version()
                    + c.locations().stream().map(LayerStackTest::place).toList())
        .toList();
  }

  private static String place(Location at) {
    return at.layer().getAsInt()
        + (at.deletedIn().isPresent() ? "-" + at.deletedIn().getAsInt() : "");
  }

  @Test
  void theLastPackageDatabaseHoldsAndEachPackageHasTheLayerThatBroughtIt() throws IOException {
    ImageInventory image =
        LayerStack.image(
            List.of(
                new Layer()
                    .file("etc/os-release", "ID=debian\nVERSION_ID=12\n")
                    .file("var/lib/dpkg/status", dpkg("base@1", "old@1", "back@1"))
                    .read(),
                Layer.of("var/lib/dpkg/status", dpkg("base@1", "old@2", "new@1")),
                Layer.of("app/x", "nothing"),
                Layer.of("var/lib/dpkg/status", dpkg("base@1", "old@2", "back@1"))));
    assertThat(placed(image.components())).containsExactly("back@1[3]", "base@1[0]", "old@2[1]");
    assertThat(image.components().get(1).purl())
        .hasToString("pkg:deb/debian/base@1?arch=amd64&distro=debian-12");
    assertThat(image.deleted()).isEmpty();
    assertThat(image.gaps()).isEmpty();
  }

  @Test
  void whatIsRemovedReplacedOrCoveredIsDeletedInThatLayer() throws IOException {
    LayerInventory bottom =
        new Layer()
            .file("a/node_modules/removed/package.json", npm("removed", "1"))
            .file("a/node_modules/replaced/package.json", npm("replaced", "1"))
            .file("b/directory/package.json", npm("directory", "1"))
            .file("c/opaque/deep/package.json", npm("opaque", "1"))
            .file("d/file/package.json", npm("covered", "1"))
            .file("e/stays/package.json", npm("stays", "1"))
            .read();
    LayerInventory top =
        new Layer()
            .removed("a/node_modules/removed/package.json")
            .file("a/node_modules/replaced/package.json", npm("replaced", "2"))
            .removed("b/directory")
            .opaque("c/opaque")
            .file("c/opaque/new/package.json", npm("opaque-new", "1"))
            .file("d/file", "now a file")
            .read();
    ImageInventory image = LayerStack.image(List.of(bottom, Layer.of("x", ""), top));
    assertThat(placed(image.components()))
        .containsExactly("opaque-new@1[2]", "replaced@2[2]", "stays@1[0]");
    assertThat(placed(image.deleted()))
        .containsExactly(
            "covered@1[0-2]",
            "directory@1[0-2]",
            "opaque@1[0-2]",
            "removed@1[0-2]",
            "replaced@1[0-2]");
  }

  @Test
  void theSamePackageInSeveralPlacesIsOneComponent() throws IOException {
    ImageInventory image =
        LayerStack.image(
            List.of(
                Layer.of("a/package.json", npm("x", "1")),
                Layer.of("b/package.json", npm("x", "1"))));
    assertThat(placed(image.components())).containsExactly("x@1[0, 1]");
  }

  @Test
  void aFileThatIsOnlyWrittenAgainKeepsTheLayerThatBroughtIt() throws IOException {
    LayerInventory copied = Layer.of("a/package.json", npm("x", "1"));
    LayerInventory other = Layer.of("a/package.json", npm("x", "2"));
    assertThat(placed(LayerStack.image(List.of(copied, copied, copied)).components()))
        .containsExactly("x@1[0]");
    assertThat(LayerStack.image(List.of(copied, copied, copied)).deleted()).isEmpty();
    ImageInventory back = LayerStack.image(List.of(copied, other, copied));
    assertThat(placed(back.components())).containsExactly("x@1[2]");
    assertThat(placed(back.deleted())).containsExactly("x@1[0-1]", "x@2[1-2]");
  }

  @Test
  void filesThatADistributionsPackageBroughtAreNotReportedTwice() throws IOException {
    LayerInventory bottom =
        new Layer()
            .file("etc/os-release", "ID=debian\n")
            .file("var/lib/dpkg/status", dpkg("python3-x@1"))
            .file(
                "var/lib/dpkg/info/python3-x.list",
                "/.\n/lib/x/package.json\n/usr/lib/python3/dist-packages/x.egg-info\n")
            .file("usr/lib/x/package.json", npm("merged-usr", "1"))
            .file("usr/lib/python3/dist-packages/x.egg-info", "Name: x\nVersion: 1\n")
            .read();
    LayerInventory top =
        Layer.of("usr/local/lib/y.egg-info", "Name: y\nVersion: 2\nLicense: MIT\n");
    ImageInventory image = LayerStack.image(List.of(bottom, top));
    assertThat(placed(image.components())).containsExactly("python3-x@1[0]", "y@2[1]");
    assertThat(placed(image.owned())).containsExactly("merged-usr@1[0]", "x@1[0]");
    ImageInventory without =
        LayerStack.image(
            List.of(bottom, top, new Layer().removed("var/lib/dpkg/info/python3-x.list").read()));
    assertThat(without.owned()).isEmpty();
  }

  @Test
  void alpineAndRpmOwnFilesToo() throws IOException {
    String installed =
        "P:py3-x\nV:1-r0\nA:x86_64\nF:usr/lib/python3/site-packages/x.dist-info\nR:METADATA\n\n";
    LayerInventory layer =
        new Layer()
            .file("lib/apk/db/installed", installed)
            .file(
                "usr/lib/python3/site-packages/x.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: x\nVersion: 1\n\nName: body\n")
            .read();
    ImageInventory image = LayerStack.directory(layer);
    assertThat(image.owned()).extracting(c -> c.purl().toString()).containsExactly("pkg:pypi/x@1");
    assertThat(image.components().getFirst().locations().getFirst().layer()).isEmpty();
    assertThat(image.gaps())
        .containsExactly(
            new Gap(
                "lib/apk/db/installed",
                "packages of a distribution, but no file says which distribution it is"));
  }

  @Test
  void theDistributionIsWhatTheUppermostVisibleFileSays() throws IOException {
    LayerInventory debian =
        new Layer()
            .file("etc/os-release", "ID=debian\nVERSION_ID=11\n")
            .file("etc/debian_version", "11.1")
            .read();
    LayerInventory upgraded = Layer.of("etc/os-release", "ID=debian\nVERSION_ID=12\n");
    assertThat(
            LayerStack.image(List.of(debian, upgraded)).operatingSystem().orElseThrow().version())
        .isEqualTo("12");
    LayerInventory wiped = new Layer().opaque("").read();
    assertThat(LayerStack.image(List.of(debian, wiped)).operatingSystem()).isEmpty();
  }

  @Test
  void gapsOfFilesThatNoContainerSeesDoNotMatter() throws IOException {
    LayerInventory broken = Layer.of("a/package.json", "{");
    assertThat(LayerStack.image(List.of(broken)).gaps())
        .containsExactly(new Gap("a/package.json", "JSON ends too early"));
    assertThat(LayerStack.image(List.of(broken, Layer.of("a/package.json", npm("a", "1")))).gaps())
        .isEmpty();
  }

  @Test
  void licencesOfDebianPackagesComeFromTheirCopyrightFiles() throws IOException {
    LayerInventory layer =
        new Layer()
            .file("etc/os-release", "ID=debian\n")
            .file("var/lib/dpkg/status", dpkg("a@1", "b@1", "c@1"))
            .file(
                "usr/share/doc/a/copyright",
                "Files: *\nLicense: GPL-2+\n text\n\nFiles: x\nLicense: MIT\n\nLicense: MIT\n")
            .file(
                "usr/share/doc/b/copyright", "On Debian see /usr/share/common-licenses/LGPL-2.1.\n")
            .file("usr/share/doc/c/more/copyright", "License: no\n")
            .read();
    assertThat(LayerStack.directory(layer).components())
        .extracting(Component::licences)
        .containsExactly(List.of("GPL-2+", "MIT"), List.of("LGPL-2.1"), List.of());
  }

  /** Finds one thing in each file that is named so. */
  private record Finder() implements ContentInspector {
    @Override
    public boolean wants(String path, long sizeBytes, int mode) {
      return path.endsWith(".secret");
    }

    @Override
    public void inspect(FileContent file, Consumer<Finding> findings) {
      findings.accept(
          new Finding.Secret("s", "S", Optional.empty(), Location.of(file.path()), "***"));
    }
  }

  @Test
  void findingsInDeletedFilesStayAndSayWhereTheyWereDeleted() throws IOException {
    ImageInventory image =
        LayerStack.image(
            List.of(
                new Layer(List.of(new Finder())).file("root/x.secret", "a").read(),
                new Layer(List.of(new Finder()))
                    .removed("root/x.secret")
                    .file("root/y.secret", "b")
                    .read()));
    assertThat(image.findings())
        .containsExactly(
            new Finding.Secret(
                "s",
                "S",
                Optional.empty(),
                new Location(
                    "root/x.secret", OptionalInt.of(0), OptionalInt.empty(), OptionalInt.of(1)),
                "***"),
            new Finding.Secret(
                "s",
                "S",
                Optional.empty(),
                new Location(
                    "root/y.secret", OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty()),
                "***"));
  }
}
