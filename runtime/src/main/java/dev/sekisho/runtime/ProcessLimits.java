package dev.sekisho.runtime;

import dev.sekisho.kernel.PidsController;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Sets {@code pids.max} of containers where a policy limits them, and puts the old value back when
 * none does any more. A limit that is already smaller stays. Used under the containers' lock.
 */
final class ProcessLimits {
  private static final System.Logger LOG = System.getLogger(ProcessLimits.class.getName());

  private final HostChanges changes;
  private final Map<Path, OptionalLong> before = new HashMap<>();

  ProcessLimits(HostChanges changes) {
    this.changes = changes;
  }

  /**
   * Holds a limit on a container's group.
   *
   * @param directory the group in the pids controller's tree
   * @param wanted empty for no limit of ours
   */
  void hold(Path directory, OptionalLong wanted) {
    try {
      if (wanted.isEmpty()) {
        restore(directory);
        return;
      }
      PidsController controller = new PidsController(directory);
      OptionalLong old = before.getOrDefault(directory, controller.maximum());
      long limit = Math.min(wanted.getAsLong(), old.orElse(Long.MAX_VALUE));
      if (!before.containsKey(directory)) {
        changes.beforeWrite(
            directory.resolve("pids.max").toString(), text(old), Long.toString(limit));
        before.put(directory, old);
      }
      controller.setMaximum(OptionalLong.of(limit));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "pids.max of " + directory + ": " + e.getMessage());
    }
  }

  private void restore(Path directory) throws IOException {
    OptionalLong old = before.get(directory);
    if (old == null) return;
    if (Files.exists(directory)) new PidsController(directory).setMaximum(old);
    forget(directory);
  }

  /** The group is gone, and its limit with it. */
  void forget(Path directory) throws IOException {
    if (before.remove(directory) != null) {
      changes.restored(directory.resolve("pids.max").toString());
    }
  }

  /** Puts all old values back. */
  void restoreAll() {
    for (Path directory : java.util.List.copyOf(before.keySet())) {
      try {
        restore(directory);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "pids.max of " + directory + ": " + e.getMessage());
      }
    }
  }

  private static String text(OptionalLong limit) {
    return limit.isPresent() ? Long.toString(limit.getAsLong()) : "max";
  }
}
