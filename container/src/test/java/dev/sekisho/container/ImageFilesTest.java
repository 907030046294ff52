package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Phrase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
  @TempDir Path directory;

  private Path layer(String name) throws IOException {
    return Files.createDirectories(directory.resolve(name));
  }

  private static Path file(Path layer, String path, String content) throws IOException {
    Path file = layer.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private static void link(Path layer, String path, String target) throws IOException {
    Path link = layer.resolve(path);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  /** A character device 0/0, which anybody may make since Linux 5.8. */
  private static void whiteout(Path layer, String path) throws Exception {
    Path file = layer.resolve(path);
    Files.createDirectories(file.getParent());
    Process made =
        new ProcessBuilder("mknod", file.toString(), "c", "0", "0")
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(made.waitFor()).as(said).isZero();
  }

  private ImageFiles image(Path... topFirst) {
    return new ImageLayers()
        .files(
            new RootFileSystem.Overlay(
                directory.resolve("merged"), directory.resolve("upper"), List.of(topFirst)));
  }

  private static String contentOf(ImageFiles image, String path) throws IOException {
    return image.find(path).isPresent() ? image.text(path, 100) : "nothing";
  }

  @Test
  void theTopmostLayerDecidesAndWhiteoutsHide() throws Exception {
    Path base = layer("base");
    Path middle = layer("middle");
    Path top = layer("top");
    file(base, "bin/same", "base");
    file(base, "bin/changed", "base");
    file(base, "bin/removed", "base");
    file(base, "opt/tool/bin/run", "base");
    file(base, "srv", "a file, later a directory");
    file(base, "was/below", "base");
    file(middle, "bin/changed", "middle");
    whiteout(middle, "bin/removed");
    whiteout(middle, "opt/tool");
    file(middle, "srv/index", "middle");
    file(middle, "was", "a directory, later a file");
    file(top, "opt/tool/new", "top");
    ImageFiles image = image(top, middle, base);

    assertThat(contentOf(image, "/bin/same")).isEqualTo("base");
    assertThat(contentOf(image, "/bin/changed")).isEqualTo("middle");
    assertThat(contentOf(image, "/bin/removed")).isEqualTo("nothing");
    assertThat(contentOf(image, "/opt/tool/bin/run")).isEqualTo("nothing");
    assertThat(contentOf(image, "/opt/tool/new")).isEqualTo("top");
    assertThat(contentOf(image, "/srv/index")).isEqualTo("middle");
    assertThat(contentOf(image, "/was/below")).isEqualTo("nothing");
    assertThat(image.find("/bin")).as("a directory is no file").isEmpty();
    assertThat(image.executables(path -> true).stream().map(ImageFile::path))
        .containsExactlyInAnyOrder(
            "/opt/tool/new", "/bin/changed", "/srv/index", "/was", "/bin/same");
    assertThat(image.gaps()).isEmpty();
  }

  @Test
  void identityIsThatOfTheFileOnDiskAndChangesWithIt() throws Exception {
    Path base = layer("base");
    Path program = file(base, "usr/bin/program", "content");
    ImageFile found = image(base).find("/usr/bin/program").orElseThrow();
    Map<String, Object> stat = Files.readAttributes(program, "unix:ino,ctime,dev,size,nlink");

    assertThat(found.inode()).isEqualTo(stat.get("ino"));
    assertThat(found.device()).isEqualTo(stat.get("dev"));
    assertThat(found.size()).isEqualTo(7);
    assertThat(found.location()).isEqualTo(program);
    assertThat(found.executable()).isTrue();
    Files.createLink(base.resolve("other"), program);
    ImageFile linked = image(base).find("/usr/bin/program").orElseThrow();
    assertThat(linked.links()).isEqualTo(2);
    assertThat(found.same(linked.inode(), linked.changedNanos()))
        .as("a hard link changes the time of change")
        .isFalse();
    assertThat(linked.same(linked.inode(), linked.changedNanos())).isTrue();
  }

  @Test
  void linksNeverLeadOutOfTheImage() throws Exception {
    Path base = layer("base");
    file(base, "etc/passwd", "the image's");
    Files.writeString(directory.resolve("secret"), "the host's");
    link(base, "a", "/etc/passwd");
    link(base, "b", "../../../../../../etc/passwd");
    link(base, "c", "../secret");
    link(base, "d", directory.resolve("secret").toString());
    link(base, "e", "/");
    link(base, "f", "f");
    ImageFiles image = image(base);

    assertThat(contentOf(image, "/a")).isEqualTo("the image's");
    assertThat(contentOf(image, "/b")).isEqualTo("the image's");
    assertThat(contentOf(image, "/e/e/etc/passwd")).isEqualTo("the image's");
    for (String outside : List.of("/c", "/d", "/f", "/../secret", "../secret", "/e/../secret")) {
      assertThat(contentOf(image, outside)).as(outside).isEqualTo("nothing");
    }
  }

  @Test
  void aliasesAreLinksHardLinksAndLinkedDirectories() throws Exception {
    Path base = layer("base");
    Path top = layer("top");
    Path wget = file(base, "usr/bin/wget-1.2", "w");
    Files.createLink(base.resolve("usr/bin/fetch"), wget);
    link(base, "bin", "usr/bin");
    link(base, "usr/bin/wget", "/etc/alternatives/wget");
    link(base, "etc/alternatives/wget", "/usr/bin/wget-1.2");
    link(top, "usr/local/bin/get", "../../bin/wget");
    link(top, "dead", "/nowhere");
    ImageFiles image = image(top, base);

    assertThat(image.aliases(image.find("/bin/wget").orElseThrow()))
        .containsExactlyInAnyOrder(
            "/usr/bin/fetch",
            "/usr/bin/wget",
            "/etc/alternatives/wget",
            "/usr/local/bin/get",
            "/bin/wget-1.2",
            "/bin/fetch",
            "/bin/wget");
    assertThat(image.executables(path -> path.endsWith("/get")))
        .extracting(ImageFile::path)
        .containsExactly("/usr/bin/wget-1.2");
    assertThat(image.executables(path -> path.equals("/bin/wget")))
        .extracting(ImageFile::path)
        .containsExactly("/usr/bin/wget-1.2");
  }

  @Test
  void hostileNamesAreNames() throws Exception {
    Path base = layer("base");
    String name = "bin/a b\t\u001b[31m%2e%2e+\n;é関";
    file(base, name, "x");
    ImageFiles image = image(base);
    ImageFile found = image.find("/" + name).orElseThrow();
    assertThat(found.path()).isEqualTo("/" + name);
    assertThat(image.digest(found)).isEqualTo(sha256("x"));
  }

  @Test
  void bytesThatAreNoUtf8DoNotStopTheReading() throws Exception {
    Path base = layer("base");
    file(base, "bin/before", "x");
    // The shell writes the bytes: a Java text cannot hold them.
    Process made =
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bin/\\377\\376')\"")
            .directory(base.toFile())
            .start();
    assertThat(made.waitFor()).isZero();
    ImageFiles image = image(base);
    assertThat(image.find("/bin/before")).isPresent();
    assertThat(image.size()).isEqualTo(3);
  }

  @Test
  void aLargeLayerIsFoundByEveryName() throws Exception {
    Path base = layer("base");
    for (int i = 0; i < 3_000; i++) {
      file(base, "d" + i % 7 + "/e" + i % 3 + "/n" + i, "");
    }
    ImageFiles image = image(base);
    for (int i = 0; i < 3_000; i++) {
      String path = "/d" + i % 7 + "/e" + i % 3 + "/n" + i;
      assertThat(image.find(path).orElseThrow().path()).isEqualTo(path);
      assertThat(image.find(path + "x")).isEmpty();
    }
    assertThat(image.executables(path -> path.endsWith("/n2999"))).hasSize(1);
  }

  @Test
  void aMissingLayerAndTooManyNamesAreGaps() throws Exception {
    Path base = layer("base");
    file(base, "bin/a", "x");
    assertThat(image(base, directory.resolve("gone")).gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.where()).endsWith("gone"));
    LayerFiles cut = LayerReader.read(base, 1);
    assertThat(cut.size()).isEqualTo(1);
    assertThat(cut.gaps()).containsExactly(new Gap(base.toString(), "more than 1 names"));
  }

  @Test
  void aDirectoryThatIsALinkIsNotReadAsALayer() throws Exception {
    Path base = layer("base");
    file(base, "bin/a", "x");
    Path link = Files.createSymbolicLink(directory.resolve("linked"), base);
    assertThat(image(link).find("/bin/a")).isEmpty();
    assertThat(image(link).gaps()).hasSize(1);
  }

  @Test
  void aFullCopyIsComparedByContent() throws Exception {
    Path copy = layer("copy");
    file(copy, "bin/tool", "content");
    ImageFiles image =
        new ImageLayers().files(new RootFileSystem.Copy("vfs", directory.resolve("own"), copy));
    assertThat(image.digest(image.find("/bin/tool").orElseThrow())).isEqualTo(sha256("content"));
  }

  @Test
  void storageThatCannotBeReadIsAGapNotAnEmptyImage() {
    ImageFiles image =
        new ImageLayers().files(new RootFileSystem.Opaque("zfs", Phrase.of("any.key")));
    assertThat(image.find("/bin/sh")).isEqualTo(Optional.empty());
    assertThat(image.gaps()).hasSize(1);
  }

  @Test
  void usersAreNamedAsTheImageNamesThem() throws Exception {
    Path base = layer("base");
    file(
        base,
        "etc/passwd",
        """
        root:x:0:0:root:/root:/bin/sh
        toor:x:0:0::/:/bin/sh
        :x:5:5
        broken
        e\033[2Jvil:x:7:7::/:/bin/sh
        big:x:99999999999:0::/:
        neg:x:-1:0::/:
        nobody:x:65534:65534:n:/:/s
        """);
    UserNames users = UserNames.of(image(base));
    assertThat(users.names()).isEqualTo(Map.of(0L, "root", 7L, "e\ufffd[2Jvil", 65534L, "nobody"));
    assertThat(users.name(0)).isEqualTo("root");
    assertThat(users.name(1000)).isEqualTo("1000");
    assertThat(UserNames.of(image(layer("none"))).names()).isEmpty();
  }

  private static Digest sha256(String content) throws IOException {
    return ImageFiles.digest(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
  }
}
