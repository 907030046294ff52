package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What needs an engine that may be restarted, and storage that is no overlay. */
@Tag("docker")
@Tag("root")
@Timeout(180)
class OwnEngineTest {
  @TempDir Path directory;

  private OwnEngine own = new OwnEngine(Path.of("/nonexistent"));

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(
        OwnEngine.possible() && DockerTest.alpine().isPresent(),
        "NOT RUN: needs root, dockerd, and the Alpine root file system in shared/data/rootfs");
    own = new OwnEngine(directory);
    own.start();
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    own.close();
  }

  private static String started(DockerEngine engine) throws IOException {
    try (InputStream tar = Files.newInputStream(DockerTest.alpine().orElseThrow())) {
      engine.importImage(tar, "alpine:1", List.of());
    }
    String id = engine.create(ContainerRequest.of("", "alpine:1", List.of("/bin/sleep", "1000")));
    engine.start(id);
    return id;
  }

  @Test
  void onVfsAFileIsComparedWithTheImagesOwnCopyByContent() throws IOException {
    try (DockerEngine engine = DockerEngine.at(own.socket(), Duration.ofSeconds(60))) {
      String id = started(engine);
      ContainerFacts facts = engine.inspect(id, engine.info()).orElseThrow();
      assertThat(facts.root().comparison()).isEqualTo(RootFileSystem.Comparison.BY_CONTENT);
      assertThat(facts.root().ownSuperblock()).isFalse();
      assertThat(facts.root().limitation().orElseThrow().values()).containsExactly("vfs");
      assertThat(engine.glance(id, engine.info()).orElseThrow().root()).isEqualTo(facts.root());

      Path live = Path.of("/proc", String.valueOf(facts.pid().orElseThrow()), "root");
      ImageFiles image = new ImageLayers().files(facts.root());
      ImageFile busybox = image.find("/bin/ls").orElseThrow();
      assertThat(digest(live.resolve("bin/busybox"))).isEqualTo(image.digest(busybox));
      engine.run(id, "", List.of("sh", "-c", "echo >> /sbin/ldconfig"), Duration.ofSeconds(60));
      ImageFile changed = image.find("/sbin/ldconfig").orElseThrow();
      assertThat(digest(live.resolve("sbin/ldconfig"))).isNotEqualTo(image.digest(changed));
      engine.remove(id);
    }
  }

  private static Digest digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ImageFiles.digest(in);
    }
  }

  @Test
  void anEngineThatRestartsLosesNoContainer() throws Exception {
    BlockingQueue<ContainerChange> told = new LinkedBlockingQueue<>();
    try (DockerEngine engine = DockerEngine.at(own.socket(), Duration.ofSeconds(60))) {
      String id = started(engine);
      try (EngineWatch watch = new EngineWatch(engine, told::add)) {
        watch.start();
        assertThat(next(told)).isInstanceOf(ContainerChange.Started.class);
        assertThat(next(told)).isInstanceOf(ContainerChange.EngineReached.class);
        own.stop();
        assertThat(next(told)).isInstanceOf(ContainerChange.EngineLost.class);
        own.start();
        assertThat(next(told))
            .as("the container ran on: nothing is told of it")
            .isInstanceOf(ContainerChange.EngineReached.class);
        engine.kill(id, "KILL");
        assertThat(next(told)).isInstanceOf(ContainerChange.Ended.class);
        engine.remove(id);
        assertThat(next(told)).isEqualTo(new ContainerChange.Removed(id));
      }
    }
  }

  private static ContainerChange next(BlockingQueue<ContainerChange> told)
      throws InterruptedException {
    ContainerChange change = told.poll(60, TimeUnit.SECONDS);
    assertThat(change).as("nothing was told").isNotNull();
    return change;
  }
}
