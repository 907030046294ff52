package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeOptionsTest {
  private static final String BOUND =
      "{\"MountType\":\"none\",\"MountOpts\":\"bind\",\"MountDevice\":\"/etc\",\"Quota\":{}}";

  @TempDir private Path directory;

  private MountPoint volume(String options) throws IOException {
    Path volume = Files.createDirectories(directory.resolve("x/_data"));
    Files.writeString(volume.resolveSibling("opts.json"), options);
    return new MountPoint(MountPoint.Type.VOLUME, volume.toString(), "/data", true);
  }

  @Test
  void theDirectoryBehindAVolumeIsFound() throws IOException {
    assertThat(VolumeOptions.of(volume(BOUND))).contains(new VolumeOptions("none", "bind", "/etc"));
  }

  @Test
  void aVolumeWithoutOptionsAndAHostPathHaveNone() throws IOException {
    MountPoint volume = volume(BOUND);
    MountPoint path =
        new MountPoint(MountPoint.Type.BIND, volume.source(), volume.destination(), true);
    assertThat(VolumeOptions.of(path)).isEmpty();
    Files.delete(Path.of(volume.source()).resolveSibling("opts.json"));
    assertThat(VolumeOptions.of(volume)).isEmpty();
  }

  @Test
  void optionsThatCannotBeReadAreSaidAndNotTakenForNone() throws IOException {
    for (String bad :
        new String[] {"", "[]", "{", "null", "{\"a\":".repeat(1000), " ".repeat(70_000)}) {
      MountPoint volume = volume(bad);
      assertThatIOException().isThrownBy(() -> VolumeOptions.of(volume));
    }
    Path options = Path.of(volume("{}").source()).resolveSibling("opts.json");
    Files.delete(options);
    Files.createSymbolicLink(options, Path.of("/etc/passwd"));
    MountPoint linked =
        new MountPoint(
            MountPoint.Type.VOLUME, options.resolveSibling("_data").toString(), "/d", true);
    assertThatIOException().isThrownBy(() -> VolumeOptions.of(linked));
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Random random = new Random(3);
    byte[] good = BOUND.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(VolumeOptions.parse(bytes)).isNotNull();
      } catch (IOException refused) {
        assertThat(refused).hasMessageContaining("");
      }
    }
  }
}
