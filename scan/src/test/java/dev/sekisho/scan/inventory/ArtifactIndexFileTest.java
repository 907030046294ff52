package dev.sekisho.scan.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactIndexFileTest {
  @TempDir Path directory;

  private byte[] put(String path, String content) throws IOException {
    Path file = directory.resolve("repository").resolve(path);
    Files.createDirectories(file.getParent());
    byte[] bytes =
        InstalledAnalyzersTest.zip(
            Map.of("a.class", content.getBytes(StandardCharsets.UTF_8)), false);
    Files.write(file, bytes);
    return bytes;
  }

  @Test
  void archivesOfARepositoryAreFoundByTheirBytes() throws IOException {
    byte[] wanted = put("org/exa/lib/1.2/lib-1.2.jar", "a");
    put("org/exa/lib/1.3/lib-1.3.jar", "b");
    byte[] sources = put("org/exa/lib/1.3/lib-1.3-sources.jar", "c");
    Path index = directory.resolve("index");
    assertThat(ArtifactIndexFile.build(directory.resolve("repository"), index)).isEqualTo(2);
    try (ArtifactIndexFile artifacts = ArtifactIndexFile.open(index)) {
      LayerPass pass = new LayerPass(new AnalyzerTable(artifacts, false), List.of(), false);
      pass.file(new Layer.InMemory("app/renamed.jar", 0644, wanted, wanted.length));
      pass.file(new Layer.InMemory("app/sources.jar", 0644, sources, sources.length));
      assertThat(Layer.purls(pass.finish())).containsExactly("pkg:maven/org.exa/lib@1.2");
    }
  }

  @Test
  void whatIsNoIndexIsRefused() throws IOException {
    byte[] lib = put("g/lib/1/lib-1.jar", "a");
    Path index = directory.resolve("index");
    ArtifactIndexFile.build(directory.resolve("repository"), index);
    byte[] good = Files.readAllBytes(index);
    Path broken = directory.resolve("broken");
    Files.write(broken, java.util.Arrays.copyOf(good, 30));
    assertThatThrownBy(() -> ArtifactIndexFile.open(broken))
        .isInstanceOf(MalformedException.class)
        .hasMessage("is cut off: it says it has 1 archives");
    Files.write(broken, new byte[40]);
    assertThatThrownBy(() -> ArtifactIndexFile.open(broken)).isInstanceOf(MalformedException.class);

    // What points outside is a gap of the archive that was looked for.
    good[12 + 20] = 0x7f;
    Files.write(broken, good);
    try (ArtifactIndexFile artifacts = ArtifactIndexFile.open(broken)) {
      LayerPass pass = new LayerPass(new AnalyzerTable(artifacts, false), List.of(), false);
      pass.file(new Layer.InMemory("app/x.jar", 0644, lib, lib.length));
      assertThat(Layer.gaps(pass.finish())).containsExactly("ends too early");
    }
  }
}
