package dev.sekisho.runtime;

import dev.sekisho.container.EngineInfo;
import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What of the container engine the kernel's guard must know: its namespace, runtimes, init. */
final class EngineSide {
  private static final System.Logger LOG = System.getLogger(EngineSide.class.getName());

  private static final List<Path> PLACES =
      Stream.of(
              "/usr/bin",
              "/usr/sbin",
              "/usr/local/bin",
              "/usr/local/sbin",
              "/bin",
              "/sbin",
              "/usr/libexec/docker",
              "/usr/lib/docker")
          .map(Path::of)
          .toList();

  private static final List<String> ENGINES = List.of("dockerd", "containerd");

  private EngineSide() {}

  /**
   * The mount namespace in which the engine and its runtimes live: that of the engine's process, or
   * of the host's first process, or ours.
   */
  static MountNamespace hostNamespace() throws KernelException {
    Optional<Integer> engine = engineProcess();
    if (engine.isPresent()) return MountNamespace.of(engine.get());
    try {
      return MountNamespace.of(1);
    } catch (KernelException hidden) {
      return MountNamespace.ofSelf();
    }
  }

  private static Optional<Integer> engineProcess() {
    Optional<Integer> found = Optional.empty();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        if (ENGINES.contains(command(process))) {
          int pid = Integer.parseInt(process.getFileName().toString());
          found = Optional.of(Math.min(pid, found.orElse(Integer.MAX_VALUE)));
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "/proc cannot be listed: " + e.getMessage());
    }
    return found;
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  /** Tells the kernel's guard the runtimes that may enter containers, and docker-init. */
  static void register(PinnedGuard kernel, List<Path> runtimes, Optional<EngineInfo> engine)
      throws KernelException {
    List<String> names = new ArrayList<>(List.of("runc", "crun", "docker-runc"));
    engine.ifPresent(info -> names.addAll(info.runtimes()));
    for (Path file : Stream.concat(runtimes.stream(), find(names)).toList()) {
      identity(file).ifPresent(id -> add(() -> kernel.runtime(id), file));
    }
    List<String> inits = new ArrayList<>(List.of("docker-init", "tini"));
    engine.map(EngineInfo::initBinary).ifPresent(inits::add);
    for (Path file : find(inits).toList()) {
      identity(file).ifPresent(id -> add(() -> kernel.injected(id), file));
    }
  }

  private interface Addition {
    void run() throws KernelException;
  }

  private static void add(Addition addition, Path file) {
    try {
      addition.run();
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.ERROR, file + " is not registered: " + e.getMessage());
    }
  }

  private static Optional<FileIdentity> identity(Path file) {
    try {
      return Optional.of(Statx.identity(file));
    } catch (KernelException absent) {
      return Optional.empty();
    }
  }

  private static Stream<Path> find(List<String> names) {
    return names.stream()
        .filter(name -> !name.isEmpty())
        .distinct()
        .flatMap(
            name ->
                name.startsWith("/")
                    ? Stream.of(Path.of(name))
                    : PLACES.stream().map(place -> place.resolve(name)))
        .filter(Files::isRegularFile);
  }
}
