package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.model.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the engine of this machine. */
@Tag("docker")
@Tag("root")
class EngineImagesTest {
  /** The engine keeps equal layers once: what one run changes, another must not have. */
  private static final String RUN = String.valueOf(ProcessHandle.current().pid());

  private static final String NAME = "sekisho-image-test-" + RUN + ":1";
  private static final byte[] LOWER =
      new Tar()
          .directory("etc/")
          .file("etc/passwd", "root")
          .file("etc/old", RUN)
          .directory("opt/")
          .file("opt/gone", "z")
          .link('1', "etc/hard", "etc/passwd")
          .link('2', "etc/soft", "passwd")
          .file("etc/empty", "")
          .file("日本/ファイル", "あ")
          .end();
  private static final byte[] UPPER =
      new Tar()
          .directory("etc/")
          .file("etc/.wh.old", "")
          .directory("opt/")
          .file("opt/.wh..wh..opq", "")
          .file("opt/new", "y".repeat(70_000))
          .end();

  @TempDir Path directory;
  private final DockerEngine engine = DockerEngine.at(DockerEngine.DEFAULT_SOCKET);
  private final OpenOptions options = OpenOptions.standard();

  @BeforeEach
  void load() throws IOException {
    Assumptions.assumeTrue(
        Files.isWritable(DockerEngine.DEFAULT_SOCKET), "NOT RUN: needs a Docker engine");
    Path file = directory.resolve("image.tar");
    DockerArchive.saveAs(file, NAME, DockerArchive.config(LOWER, UPPER), LOWER, UPPER);
    try (InputStream in = Files.newInputStream(file)) {
      engine.loadImages(in);
    }
  }

  @AfterEach
  void remove() throws IOException {
    engine.removeImage(NAME);
    engine.close();
  }

  private static void requireBothLayers(OpenImage image) throws IOException {
    List<Seen> seen =
        LayerReading.read(image, image.description().layers(), layer -> Seen.all(), 2);
    assertThat(seen.get(0).files)
        .containsOnlyKeys("etc/passwd", "etc/old", "opt/gone", "etc/empty", "日本/ファイル");
    assertThat(seen.get(0).paths()).contains("etc/hard", "etc/soft");
    assertThat(seen.get(1).removed).containsExactly("etc/old");
    assertThat(seen.get(1).opaque).containsExactly("opt");
    assertThat(seen.get(1).files).containsOnlyKeys("opt/new");
    assertThat(seen).allSatisfy(each -> assertThat(each.gaps).isEmpty());
  }

  @Test
  void itsFilesAndItsArchiveGiveTheSame() throws IOException {
    Image known = engine.image(NAME).orElseThrow();
    Budget budget = new Budget(options.limits(), directory);
    Optional<OpenImage> stored =
        OverlayStore.open(engine.info(), known, NAME, Optional.empty(), budget);
    assertThat(stored.isPresent()).isEqualTo(engine.info().storageDriver().equals("overlay2"));
    if (stored.isPresent()) {
      try (OpenImage image = stored.get()) {
        requireBothLayers(image);
      }
    }
    try (OpenImage image = EngineImages.saved(engine, known, options, budget)) {
      assertThat(image.description().id()).isEqualTo(known.id());
      requireBothLayers(image);
    }
    try (OpenImage image =
        new Images(options).open(new ImageSource.Engine(DockerEngine.DEFAULT_SOCKET, NAME))) {
      assertThat(image.description().name()).isEqualTo(NAME);
      requireBothLayers(image);
    }
    assertThat(directory).isDirectoryContaining(file -> file.endsWith("image.tar"));
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void aFileThatWasChangedInTheEnginesStoreIsAProblem() throws IOException {
    Image known = engine.image(NAME).orElseThrow();
    Budget budget = new Budget(options.limits(), directory);
    Assumptions.assumeTrue(
        engine.info().storageDriver().equals("overlay2"), "NOT RUN: the engine has no overlay2");
    Path root = engine.info().rootDirectory();
    Path cache =
        root.resolve("image/overlay2/layerdb/sha256")
            .resolve(Hash.sha256(LOWER).hex())
            .resolve("cache-id");
    Path file =
        root.resolve("overlay2").resolve(Files.readString(cache)).resolve("diff/etc/passwd");
    Files.writeString(file, "evil");
    try (OpenImage image =
        OverlayStore.open(engine.info(), known, NAME, Optional.empty(), budget).orElseThrow()) {
      assertThatThrownBy(() -> image.read(0, Seen.all()))
          .hasMessageContaining("layer-digest-mismatch");
      Files.delete(file);
      assertThatThrownBy(() -> image.read(0, Seen.all())).hasMessageContaining("engine-store");
    }
  }

  @Test
  void anImageThatTheEngineDoesNotHaveIsAProblem() {
    assertThatThrownBy(
            () ->
                new Images(options)
                    .open(
                        new ImageSource.Engine(
                            DockerEngine.DEFAULT_SOCKET, "sekisho-image-test-" + RUN + ":none")))
        .hasMessageContaining("engine-image-absent");
    Path nowhere = directory.resolve("none.sock");
    assertThatThrownBy(() -> new Images(options).open(new ImageSource.Engine(nowhere, NAME)))
        .hasMessageContaining("docker-socket-absent");
  }
}
