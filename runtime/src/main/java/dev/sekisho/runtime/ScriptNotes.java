package dev.sekisho.runtime;

import dev.sekisho.model.Executable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which scripts processes are about to execute. The kernel's event of such an execution shows the
 * interpreter as the file; fanotify saw the script itself a moment before. Bounded; the oldest notes
 * go first. Safe for many threads.
 */
final class ScriptNotes {
  private static final int CAPACITY = 8192;

  private final Map<Integer, Executable> executed = bounded();
  private final Map<Integer, Executable> read = bounded();

  private static Map<Integer, Executable> bounded() {
    return new LinkedHashMap<>(64, 0.75f, false) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Integer, Executable> eldest) {
        return size() > CAPACITY;
      }
    };
  }

  /** A process has asked to execute a script, and it passes. */
  synchronized void executed(int pid, Executable script) {
    executed.remove(pid);
    executed.put(pid, script);
  }

  /** Whether a file is the script that the process was started for: its interpreter reads it. */
  synchronized boolean isExecuting(int pid, Executable file) {
    return same(executed.get(pid), file);
  }

  /** The script that an execution of this process was about. */
  synchronized Optional<Executable> script(int pid) {
    return Optional.ofNullable(executed.get(pid));
  }

  /** A process has executed something that is no script: earlier notes of it say nothing more. */
  synchronized void forget(int pid) {
    executed.remove(pid);
    read.remove(pid);
  }

  /** Whether this is the first time in a row that the process reads this script. */
  synchronized boolean firstRead(int pid, Executable script) {
    return !same(read.put(pid, script), script);
  }

  private static boolean same(@org.jspecify.annotations.Nullable Executable noted, Executable file) {
    return noted != null && noted.device() == file.device() && noted.inode() == file.inode();
  }
}
