package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.container.ImageReference;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a containerd of our own, which comes with the package of Docker, while it runs. */
@Tag("docker")
@Tag("root")
class ContainerdImagesTest {
  private static final byte[] LOWER = new Tar().file("etc/passwd", "root").end();
  private static final byte[] UPPER = new Tar().file("etc/.wh.passwd", "").file("new", "n").end();
  private static final int IMAGES = 60;

  @TempDir static Path directory;
  private static Optional<Process> daemon = Optional.empty();

  @BeforeAll
  static void importImages() throws IOException, InterruptedException {
    for (String program : List.of("containerd", "ctr")) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", program)), "NOT RUN: needs " + program);
    }
    Path config =
        Files.writeString(
            directory.resolve("config.toml"),
            """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
            [grpc]
            address = "%1$s/sock"
            """
                .formatted(directory));
    daemon =
        Optional.of(
            new ProcessBuilder("containerd", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
    Path saved = DockerArchive.save(directory.resolve("image.tar"), LOWER, UPPER);
    for (int attempt = 0; attempt < 100 && !ctr("version"); attempt++) {
      TimeUnit.MILLISECONDS.sleep(100); // It says nowhere that it listens.
    }
    assertThat(ctr("-n", "k8s.io", "images", "import", "--no-unpack", saved.toString())).isTrue();
    // So many names that the tree has more than one page.
    for (int i = 0; i < IMAGES; i++) {
      String name = "registry.example/" + "long-name-".repeat(10) + i + ":1";
      assertThat(ctr("-n", "k8s.io", "images", "tag", "docker.io/library/shop:1", name)).isTrue();
    }
  }

  private static boolean ctr(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ctr", "--address", directory.resolve("sock").toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("ctr.log").toFile())
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @AfterAll
  static void stop() {
    daemon.ifPresent(
        each -> {
          each.destroy();
          each.onExit().join();
        });
  }

  private static OpenImage open(Path root, String namespace, String name) throws IOException {
    return new Images(OpenOptions.standard())
        .open(new ImageSource.Containerd(root, namespace, ImageReference.parse(name)));
  }

  @Test
  void anImageIsFoundByItsNameWhileContainerdRuns() throws IOException {
    Path root = directory.resolve("root");
    for (String name : List.of("shop:1", "registry.example/" + "long-name-".repeat(10) + "42:1")) {
      try (OpenImage image = open(root, "k8s.io", name)) {
        assertThat(image.description().id())
            .isEqualTo(Hash.sha256(DockerArchive.config(LOWER, UPPER)));
        List<Seen> seen =
            LayerReading.read(image, image.description().layers(), layer -> Seen.all(), 2);
        assertThat(seen.get(0).files).containsEntry("etc/passwd", "root");
        assertThat(seen.get(1).removed).containsExactly("etc/passwd");
        assertThat(image.gaps()).isEmpty();
      }
    }
    assertThatThrownBy(() -> open(root, "default", "shop:1"))
        .hasMessageContaining("containerd-image-absent");
    assertThatThrownBy(() -> open(root, "k8s.io", "none:1"))
        .hasMessageContaining("containerd-image-absent");
    assertThatThrownBy(() -> open(directory.resolve("nowhere"), "k8s.io", "shop:1"))
        .hasMessageContaining("containerd-absent");
  }

  /** Bytes changed at random: a value, none, or that it is malformed; nothing else. */
  @Test
  void aBrokenDatabaseIsRefused() throws IOException {
    Path database = directory.resolve("root/io.containerd.metadata.v1.bolt/meta.db");
    byte[] whole = Files.readAllBytes(database);
    List<String> path =
        List.of("v1", "k8s.io", "images", "docker.io/library/shop:1", "target", "digest");
    Random random = new Random(5);
    Path copy = directory.resolve("copy.db");
    int malformed = 0;
    for (int i = 0; i < 300; i++) {
      byte[] changed = whole.clone();
      for (int each = 0; each < 200; each++) {
        // Numbers stand at the beginning of pages.
        int page = random.nextInt(changed.length / 4096);
        changed[page * 4096 + random.nextInt(96)] = (byte) random.nextInt(256);
      }
      Files.write(copy, changed);
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
        new BoltFile(new Region(channel, 0, channel.size())).value(path);
      } catch (BoltFile.Malformed e) {
        malformed++;
      }
    }
    assertThat(malformed).isGreaterThan(50);
    Files.write(copy, new byte[100]);
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
      assertThatThrownBy(() -> new BoltFile(new Region(channel, 0, 100)).value(path))
          .isInstanceOf(BoltFile.Malformed.class);
    }
  }
}
