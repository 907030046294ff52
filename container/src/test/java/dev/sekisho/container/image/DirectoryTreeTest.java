package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
  @TempDir Path directory;

  private Seen read() throws IOException {
    Seen seen = Seen.all();
    DirectoryTree.read(directory.resolve("root"), seen, Limits.DEFAULT, true);
    return seen;
  }

  @Test
  void filesAreReadAndLinksAreNotFollowed() throws IOException {
    Path root = directory.resolve("root");
    Files.createDirectories(root.resolve("etc"));
    Path secret = Files.writeString(directory.resolve("secret"), "outside");
    Files.writeString(root.resolve("etc/passwd"), "root");
    Files.writeString(root.resolve("etc/.wh.shadow"), "no whiteout here");
    Files.createSymbolicLink(root.resolve("link"), secret);
    Files.createSymbolicLink(root.resolve("up"), directory);
    Files.createSymbolicLink(root.resolve("loop"), root);
    Seen seen = read();
    assertThat(seen.files).containsOnlyKeys("etc/passwd", "etc/.wh.shadow");
    assertThat(seen.paths())
        .containsExactlyInAnyOrder("etc", "etc/passwd", "etc/.wh.shadow", "link", "up", "loop");
    assertThat(seen.removed).isEmpty();
    assertThat(seen.gaps).isEmpty();
    assertThat(seen.entries)
        .filteredOn(each -> each.path().equals("link"))
        .singleElement()
        .extracting(EntryHeader::linkTarget)
        .isEqualTo(secret.toString());
  }

  @Test
  void limitsAreGaps() throws IOException {
    Path deep = Files.createDirectories(directory.resolve("root/a/b/c/d"));
    Files.writeString(deep.resolve("x"), "x");
    Files.writeString(directory.resolve("root/large"), "0123456789");
    Limits limits = new Limits(1 << 20, 9, 9, 100, 3, 99, 200, 500, Duration.ofHours(1));
    Seen seen = Seen.all();
    DirectoryTree.read(directory.resolve("root"), seen, limits, true);
    assertThat(seen.files).isEmpty();
    assertThat(String.join("\n", seen.gapTexts()))
        .contains("a/b/c: ", "SEKISHO_LIMIT_DEPTH", "SEKISHO_LIMIT_FILE");
  }

  @Test
  void aNameThatIsNoTextIsWrittenAsItsBytes() throws Exception {
    Path root = Files.createDirectories(directory.resolve("root"));
    Process made =
        new ProcessBuilder("sh", "-c", "printf 1 > \"$(printf 'caf\\351 +')\"")
            .directory(root.toFile())
            .start();
    assertThat(made.waitFor()).isZero();
    assertThat(read().files).containsEntry("caf\\xE9 +", "1");
  }

  @Test
  @Tag("root")
  void theKernelsOwnFileSystemsAreLeftOut() throws IOException {
    Seen seen = Seen.only(path -> false);
    LayerSink top =
        new LayerSink() {
          @Override
          public boolean wants(EntryHeader header) {
            return false;
          }

          @Override
          public boolean enters(EntryHeader directory) {
            return directory.path().equals("proc") || directory.path().equals("sys");
          }

          @Override
          public void entry(EntryHeader header) {
            seen.entry(header);
          }

          @Override
          public void file(EntryHeader header, EntryContent content) {}

          @Override
          public void removed(String path) {}

          @Override
          public void opaque(String path) {}

          @Override
          public void gap(Gap gap) {
            seen.gap(gap);
          }
        };
    DirectoryTree.read(Path.of("/"), top, Limits.DEFAULT, true);
    assertThat(seen.paths()).contains("proc", "sys").noneMatch(path -> path.contains("/"));
    assertThat(seen.gaps).isEmpty();
  }
}
