package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.MountPoint;
import dev.sekisho.container.RootFileSystem;
import dev.sekisho.container.RootMount;
import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Mounts;
import dev.sekisho.kernel.Statx;
import dev.sekisho.kernel.guard.Part;
import dev.sekisho.model.Phrase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds out what a container stands on: its cgroup, its devices, what the host can do there. */
final class Surroundings {
  private static final System.Logger LOG = System.getLogger(Surroundings.class.getName());

  private final Cgroups cgroups;
  private final Optional<PinnedGuard> kernel;
  private final String kernelMissing;
  private final boolean fanotify;
  private final String fanotifyMissing;

  Surroundings(
      Cgroups cgroups,
      Optional<PinnedGuard> kernel,
      String kernelMissing,
      boolean fanotify,
      String fanotifyMissing) {
    this.cgroups = cgroups;
    this.kernel = kernel;
    this.kernelMissing = kernelMissing;
    this.fanotify = fanotify;
    this.fanotifyMissing = fanotifyMissing;
  }

  /** A cgroup of the version 2 tree. */
  record Group(Path directory, long id) {}

  /** The cgroup of a container's first process; empty if it has ended, or the host has no tree. */
  Optional<Group> group(int pid) {
    try {
      Optional<Path> directory = cgroups.unifiedDirectory(pid);
      if (directory.isEmpty() || directory.equals(cgroups.unified())) return Optional.empty();
      return Optional.of(new Group(directory.get(), Cgroups.id(directory.get())));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  Optional<Path> pidsDirectory(int pid) {
    try {
      return cgroups.pidsDirectory(pid);
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** The device of the file system at a directory; empty if there is none. */
  static OptionalLong device(Path directory) {
    try {
      return OptionalLong.of(Statx.identity(directory).device());
    } catch (KernelException absent) {
      return OptionalLong.empty();
    }
  }

  /** What the engine says of the root, corrected by what is mounted. */
  static RootFileSystem confirmed(ContainerFacts facts) {
    try {
      if (facts.pid().isEmpty()) return facts.root();
      return RootMount.of(Path.of("/proc"), facts.pid().getAsInt())
          .map(mount -> mount.confirm(facts.root()))
          .orElse(facts.root());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the mounts of " + facts.id() + ": " + e.getMessage());
      return facts.root();
    }
  }

  /** A mount of a container beside its root, through which files could be executed. */
  record OtherMount(Path path, long device) {}

  /** Volumes, host directories, /dev/shm and other tmpfs of a running container. */
  static List<OtherMount> otherMounts(ContainerFacts facts) {
    try {
      Path root = Path.of("/proc", Integer.toString(facts.pid().orElse(0)), "root");
      return Mounts.of(facts.pid().orElse(0)).mounts().stream()
          .filter(mount -> !mount.mountPoint().equals("/") && mayHoldPrograms(mount, facts))
          .map(mount -> new OtherMount(Path.of(root + mount.mountPoint()), mount.device()))
          .toList();
    } catch (IOException ended) {
      return List.of();
    }
  }

  private static boolean mayHoldPrograms(Mounts.Mount mount, ContainerFacts facts) {
    return switch (mount.type()) {
      case "tmpfs" ->
          !mount.mountPoint().startsWith("/proc") && !mount.mountPoint().startsWith("/sys");
      case "proc", "sysfs", "cgroup", "cgroup2", "devpts", "mqueue", "devtmpfs" -> false;
      default ->
          facts.mounts().stream().map(MountPoint::destination).anyMatch(mount.mountPoint()::equals);
    };
  }

  Footing footing(
      RootFileSystem root, boolean hasCgroup, boolean hasPidsController, boolean gated) {
    Optional<Phrase> limitation = root.limitation();
    boolean marks = fanotify && root.ownSuperblock();
    return new Footing(
        holds(Part.EXECUTION),
        holds(Part.FORK),
        holds(Part.MEMORY),
        holds(Part.TEMPLATE),
        kernel.map(PinnedGuard::missing).orElse(kernelMissing),
        hasCgroup,
        marks,
        fanotify ? limitation.map(Phrase::key).orElse("") : fanotifyMissing,
        hasPidsController,
        gated,
        root.comparison(),
        limitation);
  }

  private boolean holds(Part part) {
    return kernel.map(guard -> guard.holds(part)).orElse(false);
  }

  boolean kernelJudges() {
    return holds(Part.EXECUTION);
  }
}
