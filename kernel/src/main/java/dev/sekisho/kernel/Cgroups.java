package dev.sekisho.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The control group trees of this host.
 *
 * <p>BPF knows a task's group by the inode of its directory in the version 2 tree, also on hosts
 * where the controllers live in version 1 trees ({@link Mode#HYBRID}).
 *
 * @param unified where the version 2 tree is mounted; empty in {@link Mode#LEGACY}
 * @param pids where the version 1 pids controller is mounted; empty where it is part of version 2
 *     or missing
 */
public record Cgroups(Mode mode, Optional<Path> unified, Optional<Path> pids) {
  /** How the controllers are mounted. */
  public enum Mode {
    /** Version 2 only. */
    UNIFIED,
    /** Version 1 controllers beside a version 2 tree. */
    HYBRID,
    /**
     * Version 1 only: tasks cannot be told apart by a version 2 group, so the guard cannot work.
     */
    LEGACY
  }

  /** Finds the trees in this process's mounts. */
  public static Cgroups detect() throws IOException {
    return detect(Mounts.ofSelf());
  }

  static Cgroups detect(Mounts mounts) {
    Optional<Path> unified =
        mounts.mounts().stream()
            .filter(mount -> mount.type().equals("cgroup2"))
            .map(mount -> Path.of(mount.mountPoint()))
            .findFirst();
    Optional<Path> pids =
        mounts.mounts().stream()
            .filter(mount -> mount.type().equals("cgroup") && mount.superOptions().contains("pids"))
            .map(mount -> Path.of(mount.mountPoint()))
            .findFirst();
    boolean version1 = mounts.mounts().stream().anyMatch(mount -> mount.type().equals("cgroup"));
    Mode mode = unified.isEmpty() ? Mode.LEGACY : version1 ? Mode.HYBRID : Mode.UNIFIED;
    return new Cgroups(mode, unified, pids);
  }

  /** The version 2 directory of a process; empty in {@link Mode#LEGACY}. */
  public Optional<Path> unifiedDirectory(int pid) throws IOException {
    return directory(pid, "", unified);
  }

  /**
   * The id by which BPF knows a version 2 directory.
   *
   * @throws KernelException ENOENT when the group is gone
   */
  public static long id(Path unifiedDirectory) throws KernelException {
    return Statx.identity(unifiedDirectory).inode();
  }

  /**
   * The directory that holds {@code pids.max} for the group of a process; empty where there is no
   * pids controller.
   */
  public Optional<Path> pidsDirectory(int pid) throws IOException {
    Optional<Path> found = pids.isPresent() ? directory(pid, "pids", pids) : unifiedDirectory(pid);
    return found.filter(directory -> Files.exists(directory.resolve("pids.max")));
  }

  /** The numbers of the processes in a group and the groups below it. */
  public static List<Integer> processes(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> files = tree.filter(path -> path.endsWith("cgroup.procs")).toList();
      return files.stream().flatMap(Cgroups::numbers).distinct().toList();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Stream<Integer> numbers(Path file) {
    try {
      return Files.readAllLines(file).stream().map(Integer::valueOf);
    } catch (java.nio.file.NoSuchFileException gone) {
      return Stream.empty(); // a group that was removed meanwhile has no processes
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<Path> directory(int pid, String controller, Optional<Path> mount)
      throws IOException {
    if (mount.isEmpty()) return Optional.empty();
    String text =
        new String(
            Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cgroup")),
            StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return mount.map(path -> path.resolve(parts[2].substring(1)));
      }
    }
    return Optional.empty();
  }
}
