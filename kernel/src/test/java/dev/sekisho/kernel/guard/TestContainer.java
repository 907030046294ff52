package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What an engine calls a container, made by hand: a control group and an overlay, entered by {@code
 * enter.c}.
 */
final class TestContainer implements AutoCloseable {
  private final Path directory;
  private final Path group;
  private final Path enter;
  private final String root;

  private TestContainer(Path directory, Path group, Path enter, String root) {
    this.directory = directory;
    this.group = group;
    this.enter = enter;
    this.root = root;
  }

  /** How a program in the container ended. */
  record Run(int exit, String output) {
    boolean killed() {
      return exit == 128 + 9;
    }
  }

  static TestContainer create(Path programs, String name) throws IOException {
    Path group = Cgroups.detect().unified().orElseThrow().resolve("sekisho-kernel-test-" + name);
    return create(programs, group);
  }

  static TestContainer create(Path programs, Path group) throws IOException {
    Files.createDirectories(group);
    // Overlay needs a real file system below it.
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "sekisho-kernel-test");
    for (String part : List.of("lower/bin", "lower/allowed", "upper", "work", "merged"))
      Files.createDirectories(directory.resolve(part));
    for (String program :
        List.of("hello", "escape", "forks", "interpreted", "loader", "uring", "wait")) {
      Files.copy(
          programs.resolve(program),
          directory.resolve("lower/bin").resolve(program),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.copy(
        programs.resolve("multicall"),
        directory.resolve("lower/bin/busybox"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(directory.resolve("lower/bin/wget"), Path.of("busybox"));
    Files.createSymbolicLink(directory.resolve("lower/bin/ls"), Path.of("/bin/busybox"));
    TestContainer container =
        new TestContainer(directory, group, programs.resolve("enter"), "merged");
    run(
        List.of(
            "mount",
            "-t",
            "overlay",
            "overlay",
            "-o",
            "lowerdir="
                + directory.resolve("lower")
                + ",upperdir="
                + directory.resolve("upper")
                + ",workdir="
                + directory.resolve("work"),
            container.root().toString()));
    return container;
  }

  /**
   * The same container on the plain directory that is the overlay's lower layer, as the storage
   * driver vfs does it.
   */
  TestContainer withPlainRoot() {
    return new TestContainer(directory, group, enter, "lower");
  }

  Path root() {
    return directory.resolve(root);
  }

  Path group() {
    return group;
  }

  long cgroup() throws IOException {
    return Cgroups.id(group);
  }

  OptionalLong rootDevice() throws IOException {
    return OptionalLong.of(Statx.identity(root()).device());
  }

  /** Runs a program to its end inside. */
  Run run(String... words) throws IOException {
    return await(start(words));
  }

  static Run await(Process process) throws IOException {
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      return new Run(process.waitFor(), output);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Starts a program inside. */
  Process start(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(enter.toString(), group.toString(), root().toString()));
    command.addAll(Arrays.asList(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Runs a command of the host that must succeed. */
  static String run(List<String> command) throws IOException {
    Run run = await(new ProcessBuilder(command).redirectErrorStream(true).start());
    if (run.exit() != 0)
      throw new IOException(command + " exited with " + run.exit() + ": " + run.output());
    return run.output();
  }

  @Override
  public void close() throws IOException {
    run(List.of("umount", "-l", root().toString()));
    for (int pid : Cgroups.processes(group))
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    awaitEmpty();
    try (Stream<Path> groups = Files.walk(group)) {
      for (Path each : groups.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList())
        Files.deleteIfExists(each);
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      tree.sorted(Comparator.reverseOrder()).forEach(TestContainer::delete);
    }
  }

  private void awaitEmpty() throws IOException {
    long patience = System.nanoTime() + 5_000_000_000L;
    while (!Cgroups.processes(group).isEmpty() && System.nanoTime() < patience) Thread.onSpinWait();
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
