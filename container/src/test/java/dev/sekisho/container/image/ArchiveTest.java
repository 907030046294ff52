package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  @Test
  void anArchiveFromBeforeDocker110IsReadAndSaysThatNothingWasCompared() throws IOException {
    Tar tar =
        new Tar()
            .file(
                "aa/json",
                "{\"id\":\"aa\",\"os\":\"linux\",\"config\":{\"User\":\"old\"},\"parent\":\"bb\"}")
            .file("aa/layer.tar", UPPER)
            .file(
                "bb/json",
                "{\"id\":\"bb\",\"container_config\":{\"Cmd\":[\"/bin/sh\",\"-c\",\"make\"]}}")
            .file("bb/layer.tar", LOWER);
    byte[] repositories = "{\"shop\":{\"1\":\"aa\"}}".getBytes(StandardCharsets.UTF_8);
    Path file = directory.resolve("old.tar");
    Files.write(file, tar.file("repositories", repositories).end());
    try (OpenImage image = images().open(archive(file))) {
      assertThat(image.description().name()).isEqualTo("shop:1");
      assertThat(image.description().configuration().user()).isEqualTo("old");
      assertThat(image.description().layers().get(0).createdBy()).isEqualTo("RUN make");
      assertThat(read(image, 0).files).containsKey("etc/passwd");
      assertThat(read(image, 1).removed).containsExactly("etc/old");
      assertThat(image.gaps()).singleElement().asString().contains("1.10");
    }
    byte[] circle =
        new Tar()
            .file("aa/json", "{\"parent\":\"aa\"}")
            .file("aa/layer.tar", LOWER)
            .file("repositories", repositories)
            .end();
    Files.write(file, circle);
    assertThatThrownBy(() -> images().open(archive(file))).hasMessageContaining("circle");
  }

  @Test
  void oneOfSeveralImagesIsNamedByTheUser() throws IOException {
    byte[] lower = DockerArchive.config(LOWER);
    byte[] upper = DockerArchive.config(UPPER);
    String manifest =
        "[{\"Config\":\"a.json\",\"RepoTags\":[\"shop:1\"],\"Layers\":[\"a/layer.tar\"]},"
            + "{\"Config\":\"b.json\",\"RepoTags\":[\"shop:2\"],\"Layers\":[\"b/layer.tar\"]}]";
    Tar tar =
        new Tar()
            .file("a.json", lower)
            .file("b.json", upper)
            .file("a/layer.tar", LOWER)
            .link('2', "b/layer.tar", "../c/layer.tar")
            .file("c/layer.tar", UPPER)
            .file("manifest.json", manifest);
    Path file = Files.write(directory.resolve("two.tar"), tar.end());
    assertThatThrownBy(() -> images().open(archive(file)))
        .hasMessageContaining("shop:1, shop:2")
        .hasMessageContaining("image-not-chosen");
    try (OpenImage image =
        images().open(new ImageSource.Archive(file, Optional.of("docker.io/library/shop:2")))) {
      assertThat(read(image, 0).files).containsOnlyKeys("opt/new");
    }
    assertThatThrownBy(() -> images().open(new ImageSource.Archive(file, Optional.of("shop:3"))))
        .hasMessageContaining("image-not-in-archive");
  }

  @Test
  void theImageForAPlatformIsTaken() throws IOException {
    Path layout = DockerArchive.layout(directory.resolve("l"), List.of(LOWER), List.of(LOWER));
    String index = Files.readString(layout.resolve("index.json"));
    String amd = index.substring(index.indexOf("[{") + 1, index.indexOf("}]"));
    byte[] armConfig =
        new String(DockerArchive.config(LOWER), StandardCharsets.UTF_8)
            .replace("amd64", "arm64")
            .getBytes(StandardCharsets.UTF_8);
    byte[] armManifest =
        "{\"config\":{%s},\"layers\":[{%s}]}"
            .formatted(
                DockerArchive.pointer(layout, armConfig), DockerArchive.pointer(layout, LOWER))
            .getBytes(StandardCharsets.UTF_8);
    String nested =
        "{\"manifests\":[%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}},{%s,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\"}}]}"
            .formatted(amd, DockerArchive.pointer(layout, armManifest));
    String pointer = DockerArchive.pointer(layout, nested.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        layout.resolve("index.json"),
        "{\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",%s}]}"
            .formatted(pointer));
    for (String architecture : List.of("amd64", "arm64")) {
      try (OpenImage image = forPlatform(layout, "linux/" + architecture)) {
        assertThat(image.description().architecture()).isEqualTo(architecture);
      }
    }
    assertThatThrownBy(() -> forPlatform(layout, "linux/s390x"))
        .hasMessageContaining("image-platform")
        .hasMessageContaining("linux/arm64/v8");
  }

  private OpenImage forPlatform(Path layout, String platform) throws IOException {
    OpenOptions options =
        new OpenOptions(
            Optional.of(Platform.parse(platform)),
            Limits.DEFAULT,
            directory,
            RegistryOptions.standard());
    return new Images(options).open(new ImageSource.Layout(layout, Optional.empty()));
  }

  @Test
  void limitsComeFromTheEnvironment() {
    Limits limits =
        Limits.of(
            Map.of("SEKISHO_LIMIT_FILE", "5G", "SEKISHO_LIMIT_DEPTH", "7"), Duration.ofSeconds(9));
    assertThat(limits.fileBytes()).isEqualTo(5L << 30);
    assertThat(limits.depth()).isEqualTo(7);
    assertThat(limits.entries()).isEqualTo(Limits.DEFAULT.entries());
    for (String wrong : List.of("0", "-1", "5T", "G", "1e3", "999999999999G")) {
      assertThatThrownBy(
              () -> Limits.of(Map.of("SEKISHO_LIMIT_TOTAL", wrong), Duration.ofSeconds(9)))
          .hasMessageContaining("SEKISHO_LIMIT_TOTAL");
    }
  }

  @Test
  void theFirstFailureOfSeveralLayersEndsTheReading() throws IOException {
    byte[] other = UPPER.clone();
    other[0] ^= 1;
    byte[] config = DockerArchive.config(LOWER, UPPER, LOWER);
    Path file = DockerArchive.saveAs(directory.resolve("a.tar"), config, LOWER, other, LOWER);
    try (OpenImage image = images().open(archive(file))) {
      assertThatThrownBy(
              () -> LayerReading.read(image, image.description().layers(), layer -> Seen.all(), 3))
          .hasMessageContaining("layer-digest-mismatch")
          .hasMessageContaining(Hash.sha256(other).toString());
    }
  }
}
