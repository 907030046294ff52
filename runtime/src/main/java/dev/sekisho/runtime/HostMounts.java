package dev.sekisho.runtime;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Mounts;
import dev.sekisho.kernel.Statx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds every path of the host under which something is known: through symbolic links, through
 * mounts of the same file system, by device and inode, and on block devices. Of one moment; made
 * anew for each container.
 *
 * @param mounts what the host has mounted
 * @param listed paths that policies name, so that other names of them are recognised
 */
record HostMounts(Mounts mounts, Collection<String> listed) {
  private static final Path BLOCK_DEVICES = Path.of("/sys/dev/block");

  /** Disks, partitions and what is made of them: deeper is no machine. */
  private static final int MOST_DEVICES = 256;

  HostMounts {
    listed = List.copyOf(listed);
  }

  /** The places of a path of the host, as written first. */
  Set<String> places(String written) {
    Set<String> places = new LinkedHashSet<>();
    Optional<Path> path = path(written);
    if (path.isEmpty()) return places;
    places.add(path.get().toString());
    Path real = real(path.get());
    places.add(real.toString());
    mountOf(real.toString())
        .ifPresent(
            mount ->
                places.addAll(
                    ofFileSystem(
                        mount.device(),
                        inside(mount.root(), mount.mountPoint(), real.toString()))));
    blockDevice(real).ifPresent(device -> places.addAll(ofBlockDevice(device)));
    addListed(places, real);
    return places;
  }

  /**
   * The places of a directory of a file system.
   *
   * @param inside its path in the file system
   */
  Set<String> ofFileSystem(long device, String inside) {
    Set<String> places = new LinkedHashSet<>();
    for (Mounts.Mount mount : mounts.mounts()) {
      if (mount.device() != device) continue;
      if (below(inside, mount.root())) {
        places.add(inside(mount.mountPoint(), mount.root(), inside));
      } else if (below(mount.root(), inside)) {
        places.add(mount.mountPoint()); // what is mounted here is a part of it
      }
    }
    return places;
  }

  /** Where the file systems on a block device, or on parts of it, are mounted. */
  private Set<String> ofBlockDevice(long device) {
    Set<String> places = new LinkedHashSet<>();
    Set<Long> seen = new HashSet<>();
    Deque<Long> left = new ArrayDeque<>(List.of(device));
    while (!left.isEmpty() && seen.size() < MOST_DEVICES) {
      long next = left.remove();
      if (!seen.add(next)) continue;
      for (Mounts.Mount mount : mounts.mounts()) {
        if (mount.device() == next) places.add(mount.mountPoint());
      }
      left.addAll(partsOf(next));
    }
    return places;
  }

  /** Partitions of a disk, and what device mapper or RAID make of it. */
  private static List<Long> partsOf(long device) {
    List<Long> parts = new java.util.ArrayList<>();
    Path directory = BLOCK_DEVICES.resolve((device >>> 20) + ":" + (device & 0xfffff));
    for (Path among : List.of(directory, directory.resolve("holders"))) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(among)) {
        for (Path entry : entries) number(entry.resolve("dev")).ifPresent(parts::add);
      } catch (IOException none) {
        // A partition has no holders, and most devices no parts.
      }
    }
    return parts;
  }

  private static OptionalLong number(Path file) {
    if (!Files.isRegularFile(file)) return OptionalLong.empty();
    try {
      String[] parts = Files.readString(file, StandardCharsets.US_ASCII).strip().split(":", 2);
      return OptionalLong.of(
          FileIdentity.device(Integer.parseInt(parts[0]), Integer.parseInt(parts[1])));
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static Optional<Long> blockDevice(Path path) {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode");
      if ((mode & 0170000) != 0060000) return Optional.empty();
      long number = (Long) Files.getAttribute(path, "unix:rdev");
      long major = (number >>> 8 & 0xfff) | (number >>> 32 & 0xfffff000L);
      long minor = (number & 0xff) | (number >>> 12 & 0xffffff00L);
      return Optional.of(FileIdentity.device((int) major, (int) minor));
    } catch (IOException | UnsupportedOperationException absent) {
      return Optional.empty();
    }
  }

  /** Names of the policies for what was found: the same file, one above it, one below it. */
  private void addListed(Set<String> places, Path real) {
    Optional<FileIdentity> identity = identity(real);
    for (String name : listed) {
      Optional<Path> path = path(name);
      if (path.isEmpty()) continue;
      String listedReal = real(path.get()).toString();
      for (String place : List.copyOf(places)) {
        if (below(place, listedReal)) places.add(inside(name, listedReal, place));
        else if (below(listedReal, place)) places.add(name);
      }
      if (identity.isEmpty()) continue;
      for (Path above = Path.of(listedReal); above != null; above = above.getParent()) {
        if (identity(above).equals(identity)) places.add(name);
      }
      Optional<FileIdentity> named = identity(Path.of(listedReal));
      for (Path above = real; above != null && named.isPresent(); above = above.getParent()) {
        if (identity(above).equals(named)) {
          places.add(inside(name, above.toString(), real.toString()));
        }
      }
    }
  }

  private static Optional<FileIdentity> identity(Path path) {
    try {
      return Optional.of(Statx.identity(path));
    } catch (KernelException absent) {
      return Optional.empty();
    }
  }

  private Optional<Mounts.Mount> mountOf(String path) {
    Optional<Mounts.Mount> found = Optional.empty();
    for (Mounts.Mount mount : mounts.mounts()) {
      boolean nearer =
          found.isEmpty() || mount.mountPoint().length() >= found.get().mountPoint().length();
      if (nearer && below(path, mount.mountPoint())) found = Optional.of(mount);
    }
    return found;
  }

  private static Optional<Path> path(String text) {
    try {
      Path path = Path.of(text);
      return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
    } catch (InvalidPathException bad) {
      return Optional.empty();
    }
  }

  /** The path with links resolved, as far as it exists: the engine makes what is missing. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      Path parent = path.getParent();
      return parent == null ? path : real(parent).resolve(path.getFileName());
    }
  }

  private static boolean below(String path, String directory) {
    return directory.equals("/")
        || path.equals(directory)
        || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
  }

  /** The path below {@code from} as it is below {@code to}. */
  private static String inside(String to, String from, String path) {
    String rest = from.equals("/") ? path : path.substring(from.length());
    String joined = (to.equals("/") ? "" : to) + (rest.equals("/") ? "" : rest);
    return joined.isEmpty() ? "/" : joined;
  }
}
