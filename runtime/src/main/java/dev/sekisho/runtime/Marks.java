package dev.sekisho.runtime;

import dev.sekisho.container.RootFileSystem;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.kernel.KernelException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The fanotify marks of containers. Used by whoever holds the containers' lock. */
final class Marks {
  private static final System.Logger LOG = System.getLogger(Marks.class.getName());

  private final Fanotify group;
  private final boolean foreignOpens;
  private final Map<Long, Long> masks = new HashMap<>();

  Marks(Fanotify group, boolean foreignOpens) {
    this.group = group;
    this.foreignOpens = foreignOpens;
  }

  /** What fanotify has to ask about for a policy; 0 for nothing. */
  long mask(Held held, boolean kernelJudges) {
    long mask = held.asksExecutions(kernelJudges) ? Fanotify.FAN_OPEN_EXEC_PERM : 0;
    return held.asksOpens() && foreignOpens ? mask | Fanotify.FAN_OPEN_PERM : mask;
  }

  /**
   * Marks a container's root file system; only an overlay, which is a superblock of its own.
   *
   * @param directory where it can be reached: the engine's mount, or {@code /proc/PID/root}
   * @return its device, empty where it cannot be marked
   */
  OptionalLong markRoot(RootFileSystem root, Path directory, long mask) {
    if (!root.ownSuperblock()) return OptionalLong.empty();
    OptionalLong device = Surroundings.device(directory);
    if (device.isEmpty()) return device;
    long before = masks.getOrDefault(device.getAsLong(), 0L);
    try {
      // The new bits first: nothing is unasked in between.
      if ((mask & ~before) != 0) {
        long marked = group.markFileSystem(directory, mask, FileSystem.OVERLAYFS);
        device = OptionalLong.of(marked);
      }
      if ((before & ~mask) != 0) group.unmarkFileSystem(directory, before & ~mask);
      masks.put(device.getAsLong(), mask);
      return device;
    } catch (KernelException e) {
      // A container that has just ended has no root any more, or the host's.
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.EINVAL) {
        LOG.log(System.Logger.Level.WARNING, "no fanotify mark: " + e.getMessage());
      }
      return OptionalLong.empty();
    }
  }

  /** Marks another mount of a container; whether it could be marked. */
  boolean markMount(Surroundings.OtherMount mount, long mask) {
    try {
      group.markMount(mount.path(), mask, mount.device());
      return true;
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.DEBUG, "no fanotify mark: " + e.getMessage());
      return false;
    }
  }

  /** Judges anew what was remembered under other policies. */
  void forget() {
    try {
      group.forgetIgnored();
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.ERROR, "old answers may stand: " + e.getMessage());
    }
  }

  void ended(long device) {
    masks.remove(device);
  }
}
