package dev.sekisho.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.image.ImageSource;
import dev.sekisho.container.image.Images;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.container.image.OpenOptions;
import dev.sekisho.scan.inventory.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootFileSystemsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"3.8.5", "3.11.13", "3.16.9"})
  void alpinesRootFileSystemsHoldExactlyWhatApkSays(String version) throws IOException {
    String name = "alpine-minirootfs-" + version + "-x86_64";
    Path expected = SharedData.path("fixtures/apk-real/" + name + "/expected.tsv");
    byte[] layer;
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(SharedData.path("rootfs/" + name + ".tar.gz")))) {
      layer = in.readAllBytes();
    }
    Path archive = directory.resolve("image.tar");
    Files.write(archive, dockerSave(layer));
    Images images = new Images(OpenOptions.standard());
    try (OpenImage image = images.open(new ImageSource.Archive(archive, Optional.empty()))) {
      ScanResult result = new Scanner(ScanOptions.installed()).image(image);
      assertThat(result.inventory().gaps()).isEmpty();
      assertThat(result.inventory().operatingSystem().orElseThrow().version()).isEqualTo(version);
      List<String> seen =
          result.inventory().components().stream()
              .map(
                  c ->
                      String.join(
                          "\t",
                          c.purl().name(),
                          c.purl().version(),
                          c.purl().qualifiers().getOrDefault("arch", ""),
                          c.source().orElseThrow().name()))
              .sorted()
              .toList();
      assertThat(seen).isEqualTo(Files.readAllLines(expected).stream().sorted().toList());
    }
  }

  /** An archive as {@code docker save} writes it, of one layer. */
  private static byte[] dockerSave(byte[] layer) throws IOException {
    String configuration =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\","
            + "\"diff_ids\":[\"sha256:"
            + sha256(layer)
            + "\"]}}";
    byte[] bytes = configuration.getBytes(StandardCharsets.UTF_8);
    String file = sha256(bytes) + ".json";
    String manifest =
        "[{\"Config\":\"" + file + "\",\"RepoTags\":[],\"Layers\":[\"layer/layer.tar\"]}]";
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, file, bytes);
    entry(tar, "layer/layer.tar", layer);
    entry(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    tar.write(new byte[1024]);
    return tar.toByteArray();
  }

  private static void entry(ByteArrayOutputStream tar, String name, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0000000000\0000000000\000");
    put(header, 124, "%011o\000%011o\000".formatted(content.length, 0));
    put(header, 148, "        0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\000 ".formatted(sum));
    tar.write(header);
    tar.write(content);
    tar.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
