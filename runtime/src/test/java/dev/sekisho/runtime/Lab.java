package dev.sekisho.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.CommandOutput;
import dev.sekisho.container.ContainerRequest;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Host;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A plane under a real engine, with an image of the test's own (Alpine and the escape programs of
 * the kernel module), and what the plane decided. Only containers of the lab have policies, so that
 * others on the machine are left alone.
 */
final class Lab implements AutoCloseable {
  static final String IMAGE = "runtime-lab:1";
  static final Path PINS = Path.of("/sys/fs/bpf/sekisho-runtime");
  private static final Path PROGRAMS = Path.of("../kernel/src/test/c");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final DockerEngine engine;
  private final Path directory;
  private final Map<String, EffectivePolicy> policies = new ConcurrentHashMap<>();
  private final List<String> containers = new CopyOnWriteArrayList<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Path socket;
  private Optional<RuntimePlane> plane = Optional.empty();

  /** The gate's directory. */
  Optional<Path> gate = Optional.empty();

  /** Zero: a test that counts decisions is not to wonder at a canary. */
  Duration canaries = Duration.ZERO;

  /** One decision that reached the sink. */
  record Seen(
      Optional<Workload> workload,
      Event event,
      Verdict verdict,
      Action action,
      String mechanism,
      long revision) {
    String path() {
      return switch (event) {
        case Event.ProcessStarted e -> e.executable().path();
        case Event.ScriptRead e -> e.script().path();
        case Event.CodeMapped e -> e.file().path();
        case Event.ProcessEnded e -> "";
        case Event.MemoryChanged e -> "";
        case Event.ProcessLimitReached e -> "";
        case Event.WorkloadLeft e -> "";
        case Event.ContainerStarting e -> "";
        case Event.ImageExamined e -> "";
        case Event.ExecRequested e -> "";
        case Event.Notice e -> "";
      };
    }

    boolean of(String container) {
      return workload.map(w -> w.name().equals(container)).orElse(false);
    }
  }

  private Lab(DockerEngine engine, Path socket, Path directory) {
    this.engine = engine;
    this.socket = socket;
    this.directory = directory;
  }

  static Lab open() throws IOException {
    return open(DockerEngine.DEFAULT_SOCKET);
  }

  static Lab open(Path socket) throws IOException {
    Path directory = Files.createTempDirectory("sekisho-runtime-lab");
    Lab lab = new Lab(DockerEngine.at(socket), socket, directory);
    lab.makeImage();
    RuntimePlane.removeLeftovers(PINS);
    return lab;
  }

  /** The root file system of Alpine beside the sources, with the programs compiled into it. */
  private void makeImage() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root"));
    shell("tar", "-xzf", rootFileSystem().toString(), "-C", root.toString());
    for (String name : List.of("hello", "escape", "forks", "wait")) {
      shell(
          "cc",
          "-O1",
          "-static",
          "-pthread",
          "-o",
          root.resolve("bin/" + name).toString(),
          PROGRAMS.resolve(name + ".c").toString());
    }
    script(root.resolve("bin/image-script"), "#!/bin/sh\necho RAN\n");
    Files.createSymbolicLink(root.resolve("bin/greet"), Path.of("hello"));
    Path archive = directory.resolve("image.tar");
    shell("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
    try (InputStream tar = Files.newInputStream(archive)) {
      engine.importImage(tar, IMAGE, List.of("CMD [\"/bin/sleep\",\"600\"]"));
    }
    shell("rm", "-r", root.toString());
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path rootFileSystem() throws IOException {
    String name = "shared/data/rootfs/alpine-minirootfs-3.16.9-x86_64.tar.gz";
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(name))) return at.resolve(name);
    }
    throw new IOException("no " + name + " beside the sources or above");
  }

  static String shell(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) throw new IOException(Arrays.toString(words) + ": " + output);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return output;
  }

  RuntimePlane start() throws IOException {
    RuntimePlane started =
        RuntimePlane.start(
            new Settings(
                socket,
                PINS,
                directory.resolve("pulse"),
                () -> new Host("h", "h", "h", "", Map.of(), List.of(), ""),
                List.of(),
                true,
                gate,
                canaries),
            new Policies() {
              @Override
              public EffectivePolicy effective(Workload workload) {
                return policies.getOrDefault(
                    workload.container().isPresent() ? workload.name() : "", EffectivePolicy.NONE);
              }

              @Override
              public Optional<Instant> nextChange() {
                return Optional.empty();
              }
            },
            (workload, event, verdict, action, mechanism, revision) ->
                seen.add(new Seen(workload, event, verdict, action, mechanism, revision)),
            HostChanges.FORGETFUL);
    plane = Optional.of(started);
    return started;
  }

  RuntimePlane plane() {
    return plane.orElseThrow();
  }

  /** Ends the plane as a stop does: the pins stay. */
  void stop() {
    plane.ifPresent(RuntimePlane::close);
    plane = Optional.empty();
  }

  /** A directory of the host that containers may mount. */
  Path volume() throws IOException {
    return Files.createDirectories(directory.resolve("volume"));
  }

  /** What holds for a container, from now on. */
  void hold(String container, EffectivePolicy policy) {
    policies.put(container, policy);
    plane.ifPresent(RuntimePlane::policiesChanged);
  }

  /** The same, to be told to the plane later with other changes. */
  void holdQuietly(String container, EffectivePolicy policy) {
    policies.put(container, policy);
  }

  String container(String name, String... command) throws IOException {
    return container(ContainerRequest.of(name, IMAGE, List.of(command)));
  }

  String container(ContainerRequest request) throws IOException {
    engine.remove(request.name());
    String id = engine.create(request);
    containers.add(request.name());
    engine.start(id);
    if (plane.isPresent()) {
      await(
          () ->
              plane().workloads().stream()
                  .anyMatch(w -> w.workload().name().equals(request.name())));
    }
    return id;
  }

  CommandOutput run(String container, String... command) throws IOException {
    return engine.run(container, "", List.of(command), PATIENCE);
  }

  CommandOutput shellIn(String container, String script) throws IOException {
    return run(container, "/bin/sh", "-c", script);
  }

  /** The decisions of a container about a path, when there are at least so many. */
  List<Seen> decisions(String container, Predicate<Seen> which, int atLeast) {
    await(() -> count(container, which).size() >= atLeast);
    return count(container, which);
  }

  private List<Seen> count(String container, Predicate<Seen> which) {
    return seen.stream().filter(s -> s.of(container) && which.test(s)).toList();
  }

  List<Seen> all() {
    return List.copyOf(seen);
  }

  /**
   * Waits until every event up to now has reached the sink: an execution that forensics records
   * comes after all before it.
   */
  List<Seen> settled(String container, Predicate<Seen> which) throws IOException {
    String mark = "settled-" + System.nanoTime();
    run(container, "/bin/echo", mark);
    await(
        () ->
            count(
                        container,
                        s ->
                            s.event() instanceof Event.ProcessStarted e
                                && e.arguments().contains(mark))
                    .size()
                > 0);
    return count(container, which);
  }

  void forget() {
    seen.clear();
  }

  static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time ran out").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    if (plane.isPresent()) plane.get().remove();
    RuntimePlane.removeLeftovers(PINS);
    for (String container : containers) {
      try {
        engine.remove(container);
      } catch (IOException e) {
        failures.add(e);
      }
    }
    engine.removeImage(IMAGE);
    engine.close();
    shell("rm", "-rf", directory.toString());
    if (!failures.isEmpty()) throw failures.getFirst();
  }
}
