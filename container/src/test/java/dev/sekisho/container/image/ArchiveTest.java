package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final byte[] LOWER =
      new Tar().directory("etc/").file("etc/passwd", "root").file("etc/old", "x").end();
  private static final byte[] UPPER =
      new Tar().file("etc/.wh.old", "").file("opt/.wh..wh..opq", "").file("opt/new", "y").end();

  @TempDir Path directory;

  static Images images() {
    return new Images(OpenOptions.standard());
  }

  static ImageSource.Archive archive(Path file) {
    return new ImageSource.Archive(file, Optional.empty());
  }

  static Seen read(OpenImage image, int layer) throws IOException {
    Seen seen = Seen.all();
    image.read(layer, seen);
    return seen;
  }

  @Test
  void anArchiveOfDockerSaveIsReadLayerByLayer() throws IOException {
    Path file = DockerArchive.save(directory.resolve("a.tar"), LOWER, UPPER);
    try (OpenImage image = images().open(archive(file))) {
      ImageDescription description = image.description();
      assertThat(description.name()).isEqualTo("shop:1");
      assertThat(description.id()).isEqualTo(Hash.sha256(DockerArchive.config(LOWER, UPPER)));
      assertThat(description.layers())
          .extracting(ImageLayer::diffId)
          .containsExactly(Hash.sha256(LOWER), Hash.sha256(UPPER));
      assertThat(description.layers().get(1).createdBy()).isEqualTo("RUN make");
      assertThat(description.configuration().environment())
          .containsEntry("PATH", "/bin")
          .containsEntry("TOKEN", "a=b");
      assertThat(description.configuration().user()).isEqualTo("app");
      List<Seen> seen = LayerReading.read(image, description.layers(), layer -> Seen.all(), 2);
      assertThat(seen.get(0).files).containsOnlyKeys("etc/passwd", "etc/old");
      assertThat(seen.get(0).paths()).containsExactly("etc", "etc/passwd", "etc/old");
      assertThat(seen.get(1).removed).containsExactly("etc/old");
      assertThat(seen.get(1).opaque).containsExactly("opt");
      assertThat(seen.get(1).files).containsOnlyKeys("opt/new");
      assertThat(image.gaps()).isEmpty();
    }
  }

  @Test
  void aCompressedArchiveIsReadToo() throws IOException {
    byte[] plain = Files.readAllBytes(DockerArchive.save(directory.resolve("a.tar"), LOWER));
    Path gzip = Files.write(directory.resolve("a.tar.gz"), DockerArchive.gzip(plain));
    Path zstd = Files.write(directory.resolve("a.tar.zst"), Zstd.compress(plain));
    for (Path file : List.of(gzip, zstd)) {
      try (OpenImage image = images().open(archive(file))) {
        assertThat(read(image, 0).files).containsEntry("etc/passwd", "root");
      }
    }
  }

  @Test
  void aLayoutMayHoldPlainAndGzippedAndZstdLayers() throws IOException {
    Path layout =
        DockerArchive.layout(
            directory.resolve("l"),
            List.of(LOWER, UPPER, LOWER),
            List.of(LOWER, DockerArchive.gzip(UPPER), Zstd.compress(LOWER)));
    try (OpenImage image = images().open(new ImageSource.Layout(layout, Optional.empty()))) {
      assertThat(read(image, 0).files).containsEntry("etc/passwd", "root");
      assertThat(read(image, 1).files).containsEntry("opt/new", "y");
      assertThat(read(image, 2).files).containsEntry("etc/old", "x");
      assertThat(image.description().manifest()).isPresent();
    }
  }

  @Test
  void aByteThatWasChangedInAnyPlaceIsAProblem() throws IOException {
    byte[] other = LOWER.clone();
    other[600] ^= 1; // within the content of etc/passwd
    Path saved =
        DockerArchive.saveAs(directory.resolve("a.tar"), DockerArchive.config(LOWER), other);
    try (OpenImage image = images().open(archive(saved))) {
      assertThatThrownBy(() -> read(image, 0))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(Hash.sha256(LOWER).toString())
          .hasMessageContaining(Hash.sha256(other).toString());
    }
    byte[] blob = DockerArchive.gzip(LOWER);
    Path layout = DockerArchive.layout(directory.resolve("l"), List.of(LOWER), List.of(blob));
    byte[] changed = blob.clone();
    changed[4] ^= 1; // the time in the header: what it inflates to stays the same
    Files.write(layout.resolve("blobs/sha256").resolve(Hash.sha256(blob).hex()), changed);
    try (OpenImage image = images().open(new ImageSource.Layout(layout, Optional.empty()))) {
      assertThatThrownBy(() -> read(image, 0))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(Hash.sha256(blob).toString());
    }
  }

  @Test
  void aConfigurationOrManifestThatWasChangedIsAProblem() throws IOException {
    Path layout = DockerArchive.layout(directory.resolve("l"), List.of(LOWER), List.of(LOWER));
    Path config =
        layout.resolve("blobs/sha256").resolve(Hash.sha256(DockerArchive.config(LOWER)).hex());
    Files.writeString(config, Files.readString(config).replace("amd64", "arm64"));
    assertThatThrownBy(() -> images().open(new ImageSource.Layout(layout, Optional.empty())))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("image-digest-mismatch");
  }

  @Test
  void whatIsNoImageIsAProblemThatSaysSo() throws IOException {
    Path none = directory.resolve("none.tar");
    assertThatThrownBy(() -> images().open(archive(none)))
        .hasMessageContaining("image-archive-absent");
    Path text = Files.writeString(directory.resolve("text"), "x".repeat(5000));
    assertThatThrownBy(() -> images().open(archive(text)))
        .hasMessageContaining("image-archive-malformed");
    Path empty = Files.write(directory.resolve("empty"), new byte[0]);
    assertThatThrownBy(() -> images().open(archive(empty)))
        .hasMessageContaining("image-archive-empty");
    Path other = Files.write(directory.resolve("other.tar"), LOWER);
    assertThatThrownBy(() -> images().open(archive(other)))
        .hasMessageContaining("image-not-an-image");
  }

  @Test
  void realArchivesAndLayoutsAreReadAndBrokenOnesRefused() throws IOException {
    for (String name : List.of("alpine-310.tar.gz", "alpine-311.tar.gz")) {
      Path file = SharedData.path("fixtures/trivy-docker-archives/" + name);
      try (OpenImage image = images().open(archive(file))) {
        Seen seen = Seen.only(path -> path.equals("lib/apk/db/installed"));
        image.read(0, seen);
        assertThat(seen.files.get("lib/apk/db/installed")).contains("\nP:musl\n");
        assertThat(seen.gaps).isEmpty();
        assertThat(seen.entries).hasSizeGreaterThan(400);
      }
    }
    Path layouts = SharedData.path("fixtures/trivy-docker-archives");
    try (OpenImage image =
        images().open(new ImageSource.Layout(layouts.resolve("test.oci"), Optional.empty()))) {
      assertThat(read(image, 0).paths()).containsExactly("hello");
    }
    try (OpenImage image =
        images()
            .open(
                new ImageSource.Layout(
                    layouts.resolve("test_image_tag.oci"), Optional.of("0.0.1")))) {
      assertThat(read(image, 0).paths()).containsExactly("hello");
    }
    for (String broken :
        List.of(
            "test_bad_index_json.oci",
            "test_index_json_dir.oci",
            "test_invalid_oci_image.oci",
            "test_no_valid_manifests.oci")) {
      assertThatThrownBy(
              () ->
                  images().open(new ImageSource.Layout(layouts.resolve(broken), Optional.empty())))
          .isInstanceOf(ProblemException.class);
    }
  }
}
