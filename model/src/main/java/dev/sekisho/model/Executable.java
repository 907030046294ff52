package dev.sekisho.model;

import java.util.Set;

/**
 * A file that is about to be run, mapped as code or read as a script.
 *
 * @param path full path inside the container, symbolic links resolved; {@code memfd:NAME} for
 *     memory, with {@code (deleted)} left out
 * @param calledAs names under which it was called: the path as given, the last component of {@code
 *     argv[0]}, and for multi-call binaries the applet ({@code wget} of {@code busybox wget});
 *     without duplicates
 * @param multiCall whether the file holds many programs (busybox, toybox, coreutils), so that its
 *     own name says little
 * @param origin where the file comes from, compared with the image
 * @param device device number of the superblock, as {@code major << 20 | minor}
 * @param inode inode number
 */
public record Executable(
    String path, Set<String> calledAs, boolean multiCall, Origin origin, long device, long inode) {
  public Executable {
    calledAs = Set.copyOf(calledAs);
  }

  /** The last component of {@link #path}. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Where a file comes from. Everything but {@code IMAGE}, {@code INJECTED} and {@code HOST} is
   * drift.
   */
  public enum Origin {
    /** The image contains it, unchanged. */
    IMAGE,
    /** The container's runtime put it there (docker-init, resolv.conf …). */
    INJECTED,
    /**
     * It was run in the host's mount namespace by the runtime, before the container's own first
     * program.
     */
    HOST,
    /**
     * It was written, copied, renamed, linked or changed after the start: it lives in the
     * container's writable layer.
     */
    WRITTEN,
    /** It lives on another file system: a volume, /dev/shm, a mount made inside. */
    OTHER_FILE_SYSTEM,
    /** It has no name any more, or never had one (deleted, O_TMPFILE). */
    NAMELESS,
    /** It lives in anonymous memory (memfd_create). */
    MEMORY,
    /** It could not be compared with the image. */
    UNKNOWN
  }
}
