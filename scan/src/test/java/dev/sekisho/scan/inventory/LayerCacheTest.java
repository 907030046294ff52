package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerCacheTest {
  private static final Digest LAYER = new Digest("sha256", "a".repeat(64));
  private static final String KEY = "dpkg:1";

  @TempDir Path directory;

  private static LayerInventory inventory() throws IOException {
    Finder finder = new Finder();
    return new Layer(List.of(finder))
        .file("etc/os-release", "ID=alpine\nVERSION_ID=3.16.9\n")
        .file("lib/apk/db/installed", "P:a\nV:1\nA:x\no:b\nL:MIT\nF:usr\nR:c\n\n")
        .file("usr/requirements.txt", "ア==1\nb==2\n")
        .file("broken/package.json", "{")
        .file("usr/share/doc/a/copyright", "License: MIT\n")
        .removed("gone")
        .opaque("opaque/directory")
        .read();
  }

  /** One finding of each kind that a layer can have. */
  private static final class Finder implements ContentInspector {
    @Override
    public boolean wants(String path, long sizeBytes, int mode) {
      return path.endsWith("os-release");
    }

    @Override
    public void inspect(FileContent file, Consumer<Finding> findings) {
      Location at = Location.of(file.path());
      findings.accept(new Finding.Secret("s", "S", Optional.of(Severity.HIGH), at, "秘"));
      findings.accept(new Finding.Malware("m", "clamav", Optional.empty(), at));
      findings.accept(
          new Finding.Misconfiguration(
              "c", Optional.empty(), at, Map.of("k", "v"), List.of("CIS-Docker-4.1")));
    }
  }

  @Test
  void whatWasKeptComesBackTheSame() throws IOException {
    LayerCache cache = new LayerCache(directory.resolve("new"), 1 << 20);
    assertThat(cache.find(LAYER, KEY)).isEqualTo(new LayerCache.Answer.Miss());
    cache.keep(LAYER, KEY, inventory());
    assertThat(cache.find(LAYER, KEY)).isEqualTo(new LayerCache.Answer.Hit(inventory()));
    assertThat(cache.find(LAYER, "dpkg:2")).isEqualTo(new LayerCache.Answer.Miss());
    assertThat(inventory().findings()).hasSize(3);
    assertThat(inventory().gaps()).isNotEmpty();
  }

  @Test
  void aDamagedFileIsSaidAndMadeAnew() throws IOException {
    LayerCache cache = new LayerCache(directory, 1 << 20);
    cache.keep(LAYER, KEY, inventory());
    Path file = only();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(cache.find(LAYER, KEY))
        .isEqualTo(new LayerCache.Answer.Broken(file + ": is damaged: its checksum differs"));
    cache.keep(LAYER, KEY, inventory());
    assertThat(cache.find(LAYER, KEY)).isInstanceOf(LayerCache.Answer.Hit.class);
  }

  @Test
  void aFileOfAnotherLayerIsNotTakenForThisOne() throws IOException {
    LayerCache cache = new LayerCache(directory, 1 << 20);
    cache.keep(LAYER, KEY, inventory());
    Digest other = new Digest("sha256", "b".repeat(64));
    String name = only().getFileName().toString().replace("a".repeat(64), "b".repeat(64));
    Files.copy(only(), directory.resolve(name));
    assertThat(cache.find(other, KEY)).isInstanceOf(LayerCache.Answer.Broken.class);
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList().getFirst();
    }
  }

  @Test
  void theLongestUnusedGoesWhenThereIsTooMuch() throws IOException {
    LayerInventory inventory = inventory();
    int size = LayerRecord.write(inventory, LAYER + " " + KEY).length;
    LayerCache cache = new LayerCache(directory, 2L * size + size / 2);
    for (String digit : List.of("1", "2", "3")) {
      Digest layer = new Digest("sha256", digit.repeat(64));
      cache.keep(layer, KEY, inventory);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          if (file.getFileName().toString().startsWith(digit)) {
            Files.setLastModifiedTime(
                file, FileTime.from(Instant.ofEpochSecond(Integer.parseInt(digit))));
          }
        }
      }
    }
    assertThat(cache.find(new Digest("sha256", "1".repeat(64)), KEY))
        .isEqualTo(new LayerCache.Answer.Miss());
    assertThat(cache.find(new Digest("sha256", "3".repeat(64)), KEY))
        .isInstanceOf(LayerCache.Answer.Hit.class);
  }

  @Test
  void aHostileFileEndsInAnAnswerWhateverItHolds() throws IOException {
    byte[] good = LayerRecord.write(inventory(), LAYER + " " + KEY);
    Random random = new Random(20);
    int unreadable = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        int at = 12 + random.nextInt(bytes.length - 12);
        bytes[at] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? 12 + random.nextInt(bytes.length - 12) : bytes.length;
      bytes = java.util.Arrays.copyOf(bytes, length);
      CRC32C sum = new CRC32C();
      sum.update(bytes, 12, length - 12);
      ByteBuffer.wrap(bytes).putInt(8, (int) sum.getValue());
      try {
        LayerRecord.read(bytes, LAYER + " " + KEY);
      } catch (LayerRecord.UnreadableException e) {
        unreadable++;
      }
    }
    assertThat(unreadable).isGreaterThan(1000);
  }
}
