package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it ends in components and gaps, and says when it failed. */
class HostileContentTest {
  /** One good file for each reader. */
  private static Map<String, byte[]> samples() throws IOException {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("var/lib/rpm/rpmdb.sqlite", Layer.fixture("rpmdb.sqlite"));
    samples.put("var/lib/rpm/Packages", RpmDatabaseTest.berkeley(ByteOrder.LITTLE_ENDIAN));
    samples.put("usr/lib/sysimage/rpm/Packages.db", ndb());
    samples.put(
        "a.jar",
        InstalledAnalyzersTest.zip(
            Map.of(
                "META-INF/MANIFEST.MF",
                text("A: b\n"),
                "b.jar",
                InstalledAnalyzersTest.zip(
                    Map.of("m/pom.properties", InstalledAnalyzersTest.pom("g", "a", "1")), false)),
            false));
    samples.put(
        "usr/bin/go",
        InstalledAnalyzersTest.elf(
            ".go.buildinfo", InstalledAnalyzersTest.goBuild("go1.2", "dep\ta\tv1\n")));
    samples.put(
        "usr/bin/rust", InstalledAnalyzersTest.elf(".dep-v0", InstalledAnalyzersTest.crates()));
    samples.put("var/lib/dpkg/status", text("Package: a\nStatus: x ok installed\nVersion: 1\n\n"));
    samples.put("lib/apk/db/installed", text("P:a\nV:1\nF:usr\nR:b\n\n"));
    samples.put("etc/os-release", text("ID=\"a\"\nVERSION_ID='1'\n"));
    samples.put("package.json", text("{\"name\":\"a\\u0041\",\"version\":\"1\",\"l\":[1,{}]}"));
    samples.put(
        "package-lock.json",
        text("{\"packages\":{\"node_modules/a\":{\"version\":\"1\"}},\"dependencies\":{}}"));
    samples.put("bun.lock", text("{\"packages\":{\"a\":[\"a@1\",\"\",{},\"x\"],},}"));
    samples.put("yarn.lock", text("a@^1, a@2:\n  version \"1\"\n"));
    samples.put("pnpm-lock.yaml", text("packages:\n\n  /a@1(b@2):\n    dev: true\n"));
    samples.put("Cargo.lock", text("[[package]]\nname = \"a\"\nversion = '''1'''\nd = [\"b\"]\n"));
    samples.put(
        "poetry.lock", text("[[package]]\nname = \"a\"\nversion = \"1\"\nx = {b = [1, \"c\"]}\n"));
    samples.put("Pipfile.lock", text("{\"default\":{\"a\":{\"version\":\"==1\"}}}"));
    samples.put("requirements.txt", text("a[b]==1 ; x\\\n --hash=1\nb>2\n"));
    samples.put("a.dist-info/METADATA", text("Name: a\nVersion: 1\n\nx"));
    samples.put("go.mod", text("go 1.20\nrequire (\n a v1\n)\nreplace a => b v2\n"));
    samples.put("go.sum", text("a v1 h1:x=\n"));
    samples.put("Gemfile.lock", text("GEM\n  specs:\n    a (1)\n"));
    samples.put("specifications/a.gemspec", text("s.name = \"a\".freeze\ns.version = '1'\n"));
    samples.put("composer.lock", text("{\"packages\":[{\"name\":\"a/b\",\"version\":\"1\"}]}"));
    samples.put("a.deps.json", text("{\"libraries\":{\"a/1\":{\"type\":\"package\"}}}"));
    samples.put("packages.config", text("<p><package id=\"a\" version='1'/><!-- x --></p>"));
    samples.put(
        "pom.xml",
        text(
            "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
                + "<version>${v}</version></dependency></dependencies></project>"));
    samples.put("Package.resolved", text("{\"pins\":[{\"location\":\"https://a/b/c.git\"}]}"));
    samples.put("pubspec.lock", text("packages:\n  a:\n    version: \"1\"\n"));
    samples.put("mix.lock", text("%{\"a\": {:hex, :a, \"1\", \"h\"}}\n"));
    samples.put("conan.lock", text("{\"requires\":[\"a/1@u/c#r%t\"]}"));
    samples.put(
        "opt/bitnami/a/.spdx-a.spdx",
        text("{\"packages\":[{\"externalRefs\":[{\"referenceLocator\":\"pkg:bitnami/a@1\"}]}]}"));
    samples.put("gradle.lockfile", text("a:b:1=c,d\n"));
    return samples;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ndb() {
    byte[] value = RpmDatabaseTest.header("a");
    java.nio.ByteBuffer file =
        java.nio.ByteBuffer.allocate(4096 + 16 + value.length).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x506d7052).putInt(12, 1);
    for (int at = 32; at < 4096; at += 16) {
      file.putInt(at, 0x746f6c53);
    }
    file.putInt(36, 1).putInt(40, 256).putInt(44, 2);
    file.putInt(4096, 0x53626c42).putInt(4096 + 4, 1).putInt(4096 + 12, value.length);
    return file.put(4096 + 16, value).array();
  }

  private static LayerInventory read(String path, byte[] content) throws IOException {
    return new Layer().file(path, path.startsWith("usr/bin/") ? 0755 : 0644, content).read();
  }

  @Test
  void everySampleIsGood() throws IOException {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      LayerInventory layer = read(sample.getKey(), sample.getValue());
      assertThat(layer.components().size() + layer.releases().size() + layer.gaps().size())
          .as(sample.getKey())
          .isPositive();
    }
  }

  @Test
  void whatIsCutOffAnywhereEndsWithoutADefectOfOurs() throws IOException {
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      byte[] content = sample.getValue();
      int step = Math.max(1, content.length / 150);
      for (int length = 0; length < content.length; length += step) {
        check(sample.getKey(), Arrays.copyOf(content, length));
      }
    }
  }

  @Test
  void whatIsChangedAnywhereEndsWithoutADefectOfOurs() throws IOException {
    Random random = new Random(7);
    byte[] telling = {0, -1, 0x7f, (byte) 0x80, '"', '[', '{', '\n', ':', '<', '@', '/', ' ', '\\'};
    for (Map.Entry<String, byte[]> sample : samples().entrySet()) {
      for (int round = 0; round < 400; round++) {
        byte[] content = sample.getValue().clone();
        for (int i = random.nextInt(5); i >= 0; i--) {
          int at = random.nextInt(content.length);
          content[at] =
              random.nextBoolean()
                  ? telling[random.nextInt(telling.length)]
                  : (byte) random.nextInt();
        }
        check(sample.getKey(), content);
      }
    }
  }

  private static void check(String path, byte[] content) throws IOException {
    LayerInventory layer = read(path, content);
    assertThat(Layer.gaps(layer)).as(path).noneMatch(why -> why.contains(" failed on it: "));
  }

  @Test
  void deepDocumentsAreGapsAndNoStackIsExhausted() throws IOException {
    byte[] json = text("{\"packages\":" + "[".repeat(1_000_000));
    assertThat(Layer.gaps(Layer.of("package-lock.json", json)))
        .containsExactly("JSON is nested deeper than 256 levels");
    byte[] tree = text("{\"dependencies\":{\"a\":".repeat(50_000));
    assertThat(Layer.gaps(Layer.of("package-lock.json", tree))).hasSize(1);
    byte[] toml = text("a = " + "[".repeat(1_000_000));
    assertThat(Layer.gaps(Layer.of("Cargo.lock", toml)))
        .containsExactly("TOML, line 1: expected at most 64 levels");
    byte[] xml = text("<a>".repeat(1_000_000));
    assertThat(Layer.gaps(Layer.of("pom.xml", xml)))
        .containsExactly("XML, line 1: expected at most 256 levels");
  }

  @Test
  void aLineOfManyMegabytesIsReadInOneGo() throws IOException {
    byte[] line = new byte[8 << 20];
    Arrays.fill(line, (byte) 'a');
    for (String path :
        new String[] {
          "var/lib/dpkg/status", "yarn.lock", "pnpm-lock.yaml", "go.mod", "requirements.txt",
          "mix.lock", "package.json", "Cargo.lock", "gradle.lockfile", "lib/apk/db/installed"
        }) {
      assertThat(read(path, line).components()).as(path).isEmpty();
    }
  }

  @Test
  void moreComponentsThanAnyImageHasAreOneGap() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < Facts.COMPONENTS + 50; i++) {
      lines.append("a:").append(i).append(":1\n");
    }
    LayerInventory layer = Layer.of("gradle.lockfile", lines.toString());
    assertThat(layer.components()).hasSize(Facts.COMPONENTS);
    assertThat(Layer.gaps(layer)).containsExactly("more than 200000 components in one layer");
  }

  @Test
  void treesAndChainsThatRunInCirclesEnd() throws IOException {
    byte[] database = Layer.fixture("rpmdb.sqlite");
    // Every page the inner node of a tree whose only child is page 2.
    for (int page = 1; page < database.length / 512; page++) {
      Arrays.fill(database, page * 512, (page + 1) * 512, (byte) 0);
      database[page * 512] = 5;
      database[page * 512 + 11] = 2;
    }
    assertThat(Layer.gaps(Layer.of("var/lib/rpm/rpmdb.sqlite", database)))
        .containsExactly("page 2: the tree runs in a circle");
  }
}
