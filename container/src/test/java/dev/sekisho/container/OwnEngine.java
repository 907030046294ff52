package dev.sekisho.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Docker engine of a test's own, with vfs storage, that may be stopped and started again. */
final class OwnEngine {
  private final Path directory;
  private Optional<Process> running = Optional.empty();

  /** Nothing runs yet. */
  OwnEngine(Path directory) {
    this.directory = directory;
  }

  /** Whether this machine has what it takes. */
  static boolean possible() throws IOException {
    return Files.isExecutable(Path.of("/usr/sbin/dockerd"))
        && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  Path socket() {
    return directory.resolve("docker.sock");
  }

  /** Starts it and waits until it answers. */
  void start() throws IOException {
    running =
        Optional.of(
            new ProcessBuilder(
                    List.of(
                        "/usr/sbin/dockerd",
                        "--data-root=" + directory.resolve("data"),
                        "--exec-root=" + directory.resolve("exec"),
                        "--pidfile=" + directory.resolve("pid"),
                        "--host=unix://" + socket(),
                        "--storage-driver=vfs",
                        "--live-restore",
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start());
    try (DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(30))) {
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (true) {
        try {
          engine.info();
          return;
        } catch (EngineException e) {
          if (System.nanoTime() > end || !running.get().isAlive()) {
            throw new IOException(Files.readString(log()), e);
          }
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
      }
    }
  }

  /** Ends it; its containers go on. */
  void stop() throws InterruptedException {
    Process engine = running.orElseThrow();
    engine.destroy();
    if (!engine.waitFor(30, TimeUnit.SECONDS)) {
      engine.destroyForcibly().waitFor();
    }
    running = Optional.empty();
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** Removes its containers and ends it. */
  void close() throws IOException, InterruptedException {
    if (running.isEmpty()) {
      return;
    }
    try (DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(30))) {
      for (ContainerSummary container : engine.containers(true)) {
        engine.remove(container.id());
      }
    } finally {
      stop();
      unmountData();
    }
  }

  /** With live-restore the engine leaves the mount of its data directory on itself behind. */
  private void unmountData() throws IOException, InterruptedException {
    String data = directory.resolve("data").toString();
    if (Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + data + " ")) {
      new ProcessBuilder("umount", data).inheritIO().start().waitFor();
    }
  }
}
