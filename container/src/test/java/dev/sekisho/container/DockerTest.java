package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against the engine of this machine, with an image of Alpine. Reading layers needs root. */
@Tag("docker")
@Tag("root")
@Timeout(120)
class DockerTest {
  private static final String IMAGE = "container-test-" + ProcessHandle.current().pid() + ":1";
  private static final List<String> SLEEP = List.of("/bin/sleep", "1000");

  private static DockerEngine engine = DockerEngine.at(DockerEngine.DEFAULT_SOCKET);
  private static Optional<Digest> image = Optional.empty();

  private final List<String> made = new ArrayList<>();

  @BeforeAll
  static void importImage() throws IOException {
    engine = DockerEngine.at(DockerEngine.DEFAULT_SOCKET, Duration.ofSeconds(30));
    Optional<Path> alpine = alpine();
    Assumptions.assumeTrue(
        Files.isWritable(DockerEngine.DEFAULT_SOCKET) && alpine.isPresent(),
        "NOT RUN: needs a Docker engine, and the Alpine root file system in shared/data/rootfs");
    Assumptions.assumeTrue(
        Files.isReadable(engine.info().rootDirectory()), "NOT RUN: needs root to read layers");
    try (InputStream tar = Files.newInputStream(alpine.orElseThrow())) {
      image =
          Optional.of(
              engine.importImage(
                  tar, IMAGE, List.of("ENV TOKEN=secret", "LABEL tier=\"web front\"")));
    }
  }

  /** The root file system lies beside the repository, however deep its working tree is. */
  static Optional<Path> alpine() throws IOException {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path directory = up.resolve("shared/data/rootfs");
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          return files
              .filter(f -> f.getFileName().toString().startsWith("alpine-minirootfs-3.16"))
              .findFirst();
        }
      }
    }
    return Optional.empty();
  }

  @AfterAll
  static void removeImage() throws IOException {
    if (image.isPresent()) {
      engine.removeImage(IMAGE);
    }
    engine.close();
  }

  @AfterEach
  void removeContainers() throws IOException {
    for (String id : made) {
      engine.remove(id);
    }
  }

  private String create(String name, List<String> command) throws IOException {
    String id =
        engine.create(
            ContainerRequest.of(name + "-" + ProcessHandle.current().pid(), IMAGE, command)
                .labelled(Map.of("test", "yes")));
    made.add(id);
    return id;
  }

  private String started(String name) throws IOException {
    String id = create(name, SLEEP);
    engine.start(id);
    return id;
  }

  private ContainerFacts facts(String id) throws IOException {
    return engine.inspect(id, engine.info()).orElseThrow();
  }

  @Test
  void theEngineSaysWhatItIs() throws IOException {
    EngineInfo info = engine.info();
    assertThat(info.version()).isNotEmpty();
    assertThat(info.rootDirectory()).isAbsolute();
    assertThat(info.runtimes()).contains(info.defaultRuntime());
    assertThat(info.api()).isGreaterThanOrEqualTo(ApiVersion.OLDEST);
  }

  @Test
  void anImportedImageIsFoundByNameAndId() throws IOException {
    Digest id = image.orElseThrow();
    assertThat(engine.image(IMAGE).orElseThrow().id()).isEqualTo(id);
    assertThat(engine.image(id.toString()).orElseThrow().name()).isEqualTo(IMAGE);
    assertThat(engine.image(IMAGE).orElseThrow().labels()).containsEntry("tier", "web front");
    assertThat(engine.image(IMAGE).orElseThrow().environment()).contains("TOKEN");
    assertThat(engine.image("container-test-none:9")).isEmpty();
  }

  @Test
  void aContainerIsCreatedRunAndItsOutputRead() throws IOException {
    String id =
        create("container-output", List.of("/bin/sh", "-c", "echo out; echo err >&2; exit 7"));
    assertThat(facts(id).running()).isFalse();
    engine.start(id);
    assertThat(engine.await(id, Duration.ofSeconds(60))).isEqualTo(7);
    CommandOutput output = engine.logs(id);
    assertThat(output.output()).isEqualTo("out\n");
    assertThat(output.errors()).isEqualTo("err\n");
  }

  @Test
  void aCommandRunsInARunningContainer() throws IOException {
    String id = started("container-exec");
    CommandOutput output =
        engine.run(id, "1000", List.of("sh", "-c", "id -u; exit 3"), Duration.ofSeconds(30));
    assertThat(output).isEqualTo(new CommandOutput(3, "1000\n", "", false));
  }

  @Test
  void pausingRenamingAndStoppingShow() throws IOException {
    String id = started("container-pause");
    engine.pause(id);
    assertThat(facts(id).paused()).isTrue();
    assertThat(facts(id).running()).isTrue();
    engine.unpause(id);
    engine.rename(id, "container-renamed-" + ProcessHandle.current().pid());
    assertThat(facts(id).container().name()).startsWith("container-renamed-");
    engine.kill(id, "KILL");
    assertThat(engine.await(id, Duration.ofSeconds(30))).isEqualTo(137);
    assertThat(engine.containers(false)).noneMatch(c -> c.id().equals(id));
    assertThat(engine.containers(true)).anyMatch(c -> c.id().equals(id));
  }

  @Test
  void theFilesOfTheImageAreThoseTheContainerSees() throws IOException {
    String id = started("container-files");
    ContainerFacts facts = facts(id);
    RootMount mount = RootMount.of(Path.of("/proc"), facts.pid().orElseThrow()).orElseThrow();
    assertThat(mount.confirm(facts.root())).isEqualTo(facts.root());
    Path root = Path.of("/proc", String.valueOf(facts.pid().orElseThrow()), "root");
    assertThat(Files.getAttribute(root, "unix:dev")).isNotNull();
    ImageFiles files = new ImageLayers().files(facts.root());
    assertThat(files.gaps()).isEmpty();

    ImageFile busybox = files.find("/usr/bin/wget").orElseThrow();
    assertThat(busybox.path()).isEqualTo("/bin/busybox");
    assertThat(files.multiCall(busybox)).contains(MultiCall.BUSYBOX);
    assertThat(files.aliases(busybox)).contains("/usr/bin/wget", "/bin/ls");
    assertThat(same(busybox, root.resolve("bin/busybox"))).isTrue();
    engine.run(id, "", List.of("cp", "/bin/busybox", "/bin/copy"), Duration.ofSeconds(30));
    assertThat(files.find("/bin/copy")).isEmpty();
    ImageFile music = files.find("/sbin/ldconfig").orElseThrow();
    assertThat(files.multiCall(music)).isEmpty();
    engine.run(id, "", List.of("touch", "/sbin/ldconfig"), Duration.ofSeconds(30));
    assertThat(same(music, root.resolve("sbin/ldconfig")))
        .as("a touched file is not the image's any more")
        .isFalse();
    assertThat(UserNames.of(files).name(0)).isEqualTo("root");
    assertThat(UserNames.of(files).name(65534)).isEqualTo("nobody");
  }

  private static boolean same(ImageFile file, Path live) throws IOException {
    Map<String, Object> stat = Files.readAttributes(live, "unix:ino,ctime");
    var changed = ((FileTime) Objects.requireNonNull(stat.get("ctime"))).toInstant();
    return file.same(
        (long) Objects.requireNonNull(stat.get("ino")),
        changed.getEpochSecond() * 1_000_000_000L + changed.getNano());
  }

  @Test
  void theWatchTellsTheLifeOfARealContainer() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    String before = started("container-before");
    try (EngineWatch watch = new EngineWatch(engine, change -> tell(change, told))) {
      watch.start();
      String line = take(told, "reached");
      while (!line.equals("reached")) {
        line = take(told, "reached");
      }
      String id = create("container-watched", SLEEP);
      engine.start(id);
      engine.restart(id, Duration.ZERO);
      expect(told, id, "created", "starting", "started", "ended", "starting", "started");
      engine.rename(id, "container-watched-again-" + ProcessHandle.current().pid());
      expect(told, id, "changed");
      engine.remove(id);
      engine.remove(before);
      expect(told, id, "ended", "removed");
      expect(told, before, "ended", "removed");
    }
  }

  private static void expect(BlockingQueue<String> told, String id, String... words)
      throws InterruptedException {
    for (String word : words) {
      assertThat(takeOf(told, id)).isEqualTo(word + " " + id);
    }
  }

  private static void tell(ContainerChange change, BlockingQueue<String> told) {
    told.add(
        switch (change) {
          case ContainerChange.Created c -> "created " + c.facts().id();
          case ContainerChange.Starting c ->
              (mounted(c.facts()) ? "starting " : "starting unmounted ") + c.facts().id();
          case ContainerChange.Started c -> "started " + c.facts().id();
          case ContainerChange.Changed c -> "changed " + c.facts().id();
          case ContainerChange.Ended c -> "ended " + c.id();
          case ContainerChange.Removed c -> "removed " + c.id();
          case ContainerChange.Unreadable c -> "unreadable " + c.id();
          case ContainerChange.EngineLost c -> "lost";
          case ContainerChange.EngineReached c -> "reached";
        });
  }

  /** Whether the root is mounted already, so that it can be guarded before anything runs. */
  private static boolean mounted(ContainerFacts facts) {
    try {
      return facts.root() instanceof RootFileSystem.Overlay overlay
          && Files.readString(Path.of("/proc/self/mountinfo"))
              .contains(" " + overlay.merged() + " ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String takeOf(BlockingQueue<String> told, String id) throws InterruptedException {
    String line = take(told, id);
    while (!line.endsWith(id)) {
      line = take(told, id);
    }
    return line;
  }

  private static String take(BlockingQueue<String> told, String wanted)
      throws InterruptedException {
    String line = told.poll(60, TimeUnit.SECONDS);
    assertThat(line).as("waiting for " + wanted).isNotNull();
    return line == null ? "" : line;
  }

  @Test
  void whatTheEngineRefusesKeepsItsReason() {
    assertThatThrownBy(
            () ->
                engine.loadImages(
                    new ByteArrayInputStream("no tar".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOfSatisfying(
            EngineException.class,
            e -> assertThat(e.failure()).isInstanceOf(EngineFailure.Refused.class));
  }
}
