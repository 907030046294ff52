package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class InstalledAnalyzersTest {
  @Test
  void packageJsonGivesNameVersionAndLicence() throws IOException {
    LayerInventory layer =
        new Layer()
            .file(
                "a/package.json",
                "\ufeff{\"version\":\"1.0\",\"x\":{\"name\":\"no\"},\"name\":\"@s/\\u0061\","
                    + "\"licenses\":[{\"type\":\"MIT\",\"url\":\"x\"},\"ISC\"]}")
            .file("b/package.json", "{\"name\": \"app\", \"private\": true}")
            .file("c/package.json", "{\"name\": 7, \"version\": {\"a\": [1, 2]}}")
            .read();
    assertThat(Layer.purls(layer)).containsExactly("pkg:npm/%40s/a@1.0");
    assertThat(layer.components().getFirst().licences()).containsExactly("MIT", "ISC");
    assertThat(layer.gaps()).isEmpty();
  }

  @Test
  void pythonMetadataGivesNameVersionAndLicence() throws IOException {
    LayerInventory layer =
        new Layer()
            .file(
                "l/a.dist-info/METADATA",
                "Name: Foo_Bar\r\nVersion: 1.0\r\nClassifier: License :: OSI Approved :: MIT"
                    + " License\r\n\r\nVersion: 9\r\n")
            .file("l/b.egg-info/PKG-INFO", "Name: b\nVersion: 2\nLicense: BSD\n")
            .file("l/EGG-INFO/PKG-INFO", "Name: c\nVersion: 3\nLicense-Expression: MIT OR X\n")
            .file("l/d.egg-info", "Metadata-Version: 1\n")
            .read();
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:pypi/foo-bar@1.0", "pkg:pypi/b@2", "pkg:pypi/c@3");
    assertThat(layer.components())
        .flatExtracting(Component::licences)
        .containsExactly("MIT License", "BSD", "MIT OR X");
    assertThat(Layer.gaps(layer)).containsExactly("has no name and version");
  }

  @Test
  void bitnamisBillsOfMaterialsNameWhatItBuilt() throws IOException {
    LayerInventory layer =
        Layer.of(
            "opt/bitnami/redis/.spdx-redis.spdx",
            """
            {"spdxVersion": "SPDX-2.3", "packages": [
              {"name": "redis", "versionInfo": "7.0.1-2", "licenseConcluded": "NOASSERTION",
               "licenseDeclared": "BSD-3-Clause", "externalRefs": [
                {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:*:redis:redis:7.0.1"},
                {"referenceType": "purl",
                 "referenceLocator": "pkg:bitnami/redis@7.0.1-2?arch=amd64&distro=debian-12"}]},
              {"name": "part", "externalRefs": [
                {"referenceType": "purl", "referenceLocator": "pkg:generic/part@1"}]},
              {"name": "bad", "externalRefs": [{"referenceLocator": "pkg:bitnami/"}]}]}
            """);
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:bitnami/redis@7.0.1-2?arch=amd64&distro=debian-12");
    assertThat(layer.components().getFirst().licences()).containsExactly("BSD-3-Clause");
    assertThat(layer.gaps()).hasSize(1);
  }

  static byte[] zip(Map<String, byte[]> entries, boolean stored) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> one : new TreeMap<>(entries).entrySet()) {
        ZipEntry entry = new ZipEntry(one.getKey());
        if (stored) {
          CRC32 sum = new CRC32();
          sum.update(one.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(one.getValue().length);
          entry.setCrc(sum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(one.getValue());
      }
    }
    return bytes.toByteArray();
  }

  static byte[] pom(String group, String name, String version) {
    return "#x\ngroupId=%s\nartifactId=%s\nversion=%s\n"
        .formatted(group, name, version)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> placed(LayerInventory layer) {
    return layer.components().stream()
        .map(c -> c.purl() + " " + c.locations().getFirst().path())
        .toList();
  }

  @Test
  void archivesInArchivesAreReadStoredAndCompressed() throws IOException {
    byte[] named = zip(Map.of("META-INF/maven/g/a/pom.properties", pom("g", "a", "1")), false);
    byte[] shaded =
        zip(
            Map.of(
                "META-INF/maven/g/b/pom.properties", pom("g", "b", "2"),
                "META-INF/maven/h/c/pom.properties", pom("h", "c", "3"),
                "x/Y.class", new byte[10_000]),
            false);
    byte[] war = zip(Map.of("WEB-INF/lib/a-1.jar", named, "WEB-INF/lib/b.jar", shaded), true);
    byte[] ear = zip(Map.of("w.war", war, "readme.txt", text("x")), false);
    byte[] script = text("#!/bin/sh\nexec java -jar $0\n");
    byte[] executable = Arrays.copyOf(script, script.length + ear.length);
    System.arraycopy(ear, 0, executable, script.length, ear.length);
    for (byte[] content : List.of(ear, executable)) {
      LayerInventory layer = Layer.of("app/x.ear", content);
      assertThat(layer.gaps()).isEmpty();
      assertThat(placed(layer))
          .containsExactly(
              "pkg:maven/g/a@1 app/x.ear!/w.war!/WEB-INF/lib/a-1.jar",
              "pkg:maven/g/b@2 app/x.ear!/w.war!/WEB-INF/lib/b.jar",
              "pkg:maven/h/c@3 app/x.ear!/w.war!/WEB-INF/lib/b.jar");
    }
  }

  @Test
  void archivesWithoutPropertiesAreNamedByManifestAndFile() throws IOException {
    byte[] vendor =
        zip(
            Map.of(
                "META-INF/MANIFEST.MF",
                text(
                    "Manifest-Version: 1.0\r\nImplementation-Vendor-Id: org.exa\r\n mple\r\n\r\n")),
            false);
    byte[] bundle =
        zip(
            Map.of(
                "META-INF/MANIFEST.MF",
                text("Bundle-SymbolicName: com.x.core;singleton:=true\nBundle-Version: 4.5.6\n")),
            false);
    byte[] silent = zip(Map.of("a.class", new byte[1]), false);
    LayerInventory layer =
        new Layer()
            .file("l/lib-2.0.1.Final.jar", vendor)
            .file("l/core.jar", bundle)
            .file("l/spring-core-5.3.20.jar", silent)
            .file("l/spring-boot-starter-web-2.7.0.jar", silent)
            .file("l/nothing.jar", silent)
            .read();
    assertThat(Layer.purls(layer))
        .containsExactly(
            "pkg:maven/org.example/lib@2.0.1.Final",
            "pkg:maven/com.x/core@4.5.6",
            "pkg:maven/org.springframework/spring-core@5.3.20",
            "pkg:maven/org.springframework.boot/spring-boot-starter-web@2.7.0");
    assertThat(layer.gaps()).isEmpty();
  }

  /** Knows one archive. */
  private static final class OneArtifact implements ArtifactIndex {
    private final byte[] bytes;

    OneArtifact(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public Optional<Artifact> find(byte[] sha1) {
      try {
        return Arrays.equals(sha1, MessageDigest.getInstance("SHA-1").digest(bytes))
            ? Optional.of(new Artifact("g", "known", "1.2"))
            : Optional.empty();
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void anIndexNamesWhatDoesNotNameItself() throws IOException {
    byte[] silent = zip(Map.of("a.class", new byte[1]), false);
    LayerPass pass =
        new LayerPass(new AnalyzerTable(new OneArtifact(silent), false), List.of(), false);
    pass.file(new Layer.InMemory("l/any.jar", 0644, silent, silent.length));
    assertThat(Layer.purls(pass.finish())).containsExactly("pkg:maven/g/known@1.2");
  }

  @Test
  void tooDeepTooLargeAndBrokenArchivesAreGaps() throws IOException {
    byte[] deep = zip(Map.of("META-INF/maven/g/a/pom.properties", pom("g", "a", "1")), true);
    for (int level = 0; level < 50; level++) {
      deep = zip(Map.of("n.jar", deep), true);
    }
    LayerInventory nested = Layer.of("a.jar", deep);
    assertThat(nested.components()).isEmpty();
    assertThat(Layer.gaps(nested)).containsExactly("archives are nested deeper than 8 levels");

    byte[] bomb = zip(Map.of("big.jar", new byte[100 << 20]), false);
    LayerInventory large = Layer.of("b.jar", bomb);
    assertThat(Layer.gaps(large)).singleElement().asString().contains("bytes are more than the");

    byte[] liar = zip(Map.of("x.jar", new byte[10]), false);
    int directory = liar.length - 22 - 46 - "x.jar".length();
    ByteBuffer.wrap(liar).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, 90_000_000);
    assertThat(Layer.gaps(Layer.of("c.jar", liar)))
        .containsExactly("says it has 90000000 bytes, which it cannot have");

    assertThat(Layer.gaps(Layer.of("d.jar", text("no archive"))))
        .containsExactly("is no zip archive: it has no end record");
    assertThat(Layer.gaps(Layer.of("e.jar", ""))).containsExactly("is empty");
  }

  /** An ELF file of 64 bits with one section beside its names. */
  static byte[] elf(String section, byte[] content) {
    byte[] names = ("\0" + section + "\0").getBytes(StandardCharsets.ISO_8859_1);
    int nameAt = 64 + content.length;
    int table = (nameAt + names.length + 7) & ~7;
    ByteBuffer file = ByteBuffer.allocate(table + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    file.putLong(40, table).putShort(60, (short) 3).putShort(62, (short) 2);
    file.put(64, content).put(nameAt, names);
    file.putInt(table + 64, 1).putLong(table + 64 + 16, 0x1000);
    file.putLong(table + 64 + 24, 64).putLong(table + 64 + 32, content.length);
    file.putLong(table + 128 + 24, nameAt).putLong(table + 128 + 32, names.length);
    return file.array();
  }

  static byte[] goBuild(String version, String modules) {
    byte[] marked = text("0123456789abcdef" + modules + "fedcba9876543210");
    ByteBuffer content = ByteBuffer.allocate(64 + version.length() + marked.length);
    content.put(new byte[] {(byte) 0xff}).put(text(" Go buildinf:")).put((byte) 8).put((byte) 2);
    content.position(32);
    content.put((byte) version.length()).put(text(version));
    content
        .put((byte) ((marked.length & 0x7f) | 0x80))
        .put((byte) (marked.length >> 7))
        .put(marked);
    return Arrays.copyOf(content.array(), content.position());
  }

  private static final String MODULES =
      """
      path\texample.com/cmd
      mod\texample.com\t(devel)\t
      dep\tgithub.com/a/b\tv1.0.0\th1:x=
      dep\tgolang.org/x/net\tv0.1.0
      =>\tgolang.org/x/net\tv0.17.0\th1:y=
      dep\texample.com/local\tv0.0.0
      =>\t./local\t(devel)\t
      build\t-compiler=gc
      """;

  @Test
  void goProgramsSayWhatTheyWereBuiltFrom() throws IOException {
    byte[] program = elf(".go.buildinfo", goBuild("go1.22.1 X:loopvar", MODULES));
    LayerInventory layer = new Layer().file("usr/bin/tool", 0755, program).read();
    assertThat(layer.gaps()).isEmpty();
    assertThat(Layer.purls(layer))
        .containsExactly(
            "pkg:golang/stdlib@1.22.1",
            "pkg:golang/example.com",
            "pkg:golang/github.com/a/b@v1.0.0",
            "pkg:golang/golang.org/x/net@v0.17.0");
    assertThat(new Layer().file("usr/bin/tool", 0644, program).read().components()).isEmpty();
    LayerInventory silent =
        new Layer()
            .file("x", 0755, elf(".go.buildinfo", goBuild("go1.22.1", "path\ta.b/c\nbuild\tx\n")))
            .read();
    assertThat(Layer.gaps(silent))
        .containsExactly("is a Go program that does not say what modules it was built from");
  }

  @Test
  void oldGoProgramsPointToTheirTexts() throws IOException {
    byte[] modules = text("0123456789abcdefpath\tx.y/z\ndep\tx.y/d\tv1.0.0\n0123456789abcdef");
    ByteBuffer content = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    content.put(new byte[] {(byte) 0xff}).put(text(" Go buildinf:")).put((byte) 8).put((byte) 0);
    content.putLong(0x1000 + 32).putLong(0x1000 + 48);
    content.putLong(0x1000 + 64).putLong(6).putLong(0x1000 + 80).putLong(modules.length);
    content.put(64, text("go1.17")).put(80, modules);
    LayerInventory layer =
        new Layer().file("x", 0755, elf(".go.buildinfo", content.array())).read();
    assertThat(layer.gaps()).isEmpty();
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:golang/stdlib@1.17", "pkg:golang/x.y/d@v1.0.0");
  }

  static byte[] crates() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(
          text(
              """
              {"packages":[{"name":"rand","version":"0.7.2","source":"crates.io","dependencies":[1]},
               {"name":"cc","version":"1.0","source":"crates.io","kind":"build"},
               {"name":"app","version":"0.1.0","source":"local","root":true}]}
              """));
    }
    return packed.toByteArray();
  }

  @Test
  void rustProgramsSayWhatTheyWereBuiltFrom() throws IOException {
    LayerInventory layer = new Layer().file("usr/bin/tool", 0755, elf(".dep-v0", crates())).read();
    assertThat(layer.gaps()).isEmpty();
    assertThat(Layer.purls(layer))
        .containsExactly("pkg:cargo/rand@0.7.2", "pkg:cargo/cc@1.0", "pkg:cargo/app@0.1.0");
    assertThat(layer.components().get(1).scope()).isEqualTo(Scope.DEVELOPMENT);
    byte[] cut = Arrays.copyOf(crates(), 40);
    assertThat(Layer.gaps(new Layer().file("x", 0755, elf(".dep-v0", cut)).read()))
        .containsExactly("its list of crates is cut off");
  }
}
