package dev.sekisho.runtime;

import dev.sekisho.container.RootFileSystem;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Statx;
import dev.sekisho.model.Executable.Origin;
import java.nio.file.Path;

/**
 * Where a file of a container comes from, by comparing an open file with the image's layers.
 *
 * <p>In an overlay the image's untouched file has the inode number and the time of change of the
 * same path in a lower layer. Copying up keeps the number and changes the time; a new file has
 * another number. The open file itself is asked, not its path, so that a rename in between changes
 * nothing. One instance per thread.
 */
final class FileOrigins {
  private static final String DELETED = " (deleted)";

  private final Statx layer = new Statx();

  /**
   * The origin of an open file.
   *
   * @param file filled from the open file
   * @param path its path inside the container, as {@code /proc/self/fd} gives it
   */
  Origin of(RootFileSystem root, Statx file, String path) {
    return switch (root) {
      case RootFileSystem.Overlay overlay -> overlay(overlay, file, path);
      case RootFileSystem.Copy copy -> Origin.UNKNOWN;
      case RootFileSystem.Opaque opaque -> Origin.UNKNOWN;
    };
  }

  private Origin overlay(RootFileSystem.Overlay root, Statx file, String path) {
    if (file.links() == 0) return Origin.NAMELESS;
    long inode = file.inode();
    long changed = file.changeTimeNanoseconds();
    if (find(root.upper(), path)) {
      return Origin.WRITTEN;
    }
    for (Path lower : root.lowers()) {
      if (find(lower, path)) {
        boolean same = layer.inode() == inode && layer.changeTimeNanoseconds() == changed;
        return same ? Origin.IMAGE : Origin.UNKNOWN;
      }
    }
    return path.endsWith(DELETED) ? Origin.NAMELESS : Origin.UNKNOWN;
  }

  private boolean find(Path layerRoot, String path) {
    try {
      layer.readLink(Path.of(layerRoot + path));
      return true;
    } catch (KernelException absent) {
      return false;
    }
  }

  /** A path without the mark of a deleted file. */
  static String named(String path) {
    return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
  }
}
