package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootMountTest {
  @TempDir Path directory;

  private RootFileSystem.Overlay overlay() throws IOException {
    return new RootFileSystem.Overlay(
        directory.resolve("merged"),
        Files.createDirectories(directory.resolve("upper/diff")),
        List.of(Files.createDirectories(directory.resolve("lower"))));
  }

  private static RootMount mounted(String type, String options) {
    return RootMount.parse("36 35 0:52 / / rw,relatime master:1 - " + type + " overlay " + options)
        .orElseThrow();
  }

  @Test
  void theLastMountAtTheRootCounts() {
    String text =
        """
        20 1 8:1 / / rw - ext4 /dev/sda1 rw
        30 20 0:30 / /proc rw - proc proc rw
        36 20 0:52 / / rw,relatime master:1 shared:2 - overlay overlay rw,upperdir=/u
        broken
        40 20 x:y / / rw - ext4 a b

        """;
    assertThat(RootMount.parse(text))
        .contains(new RootMount("overlay", 52, List.of("rw", "upperdir=/u")));
    assertThat(RootMount.parse("")).isEqualTo(Optional.empty());
    assertThat(RootMount.parse("36 20 300:7 / / rw - xfs a rw").orElseThrow().device())
        .isEqualTo((300L << 20) | 7);
  }

  @Test
  void anOverlayAsTheEngineSaysIsConfirmed() throws IOException {
    RootFileSystem.Overlay claimed = overlay();
    assertThat(mounted("overlay", "rw,upperdir=" + claimed.upper()).confirm(claimed))
        .isEqualTo(claimed);
    assertThat(mounted("overlay", "rw,upperdir=upper/diff").confirm(claimed))
        .as("mounted by relative paths")
        .isEqualTo(claimed);
  }

  @Test
  void whatCannotBeComparedByIdentityIsSaidSo() throws IOException {
    RootFileSystem.Overlay claimed = overlay();
    String upper = "rw,upperdir=" + claimed.upper();
    assertThat(mounted("overlay", upper + ",metacopy=on").confirm(claimed))
        .isEqualTo(opaque(Phrase.of("root-file-system.overlay-option", "metacopy=on")));
    assertThat(mounted("fuse.fuse-overlayfs", upper).confirm(claimed))
        .isEqualTo(opaque(Phrase.of("root-file-system.not-mounted", "fuse.fuse-overlayfs")));
    assertThat(mounted("overlay", "rw,upperdir=/other").confirm(claimed))
        .isEqualTo(
            opaque(
                Phrase.of("root-file-system.other-upper-directory", claimed.upper().toString())));
    RootFileSystem.Overlay spread =
        new RootFileSystem.Overlay(claimed.merged(), claimed.upper(), List.of(Path.of("/proc")));
    assertThat(mounted("overlay", upper).confirm(spread))
        .isEqualTo(opaque(Phrase.of("root-file-system.layers-on-several-file-systems")));
  }

  @Test
  void aProcessThatIsGoneHasNoRoot() throws IOException {
    assertThat(RootMount.of(directory, 4_194_303)).isEqualTo(Optional.empty());
    assertThat(RootMount.of(Path.of("/proc"), Math.toIntExact(ProcessHandle.current().pid())))
        .isPresent();
  }

  private static RootFileSystem opaque(Phrase why) {
    return new RootFileSystem.Opaque("overlay2", why);
  }
}
