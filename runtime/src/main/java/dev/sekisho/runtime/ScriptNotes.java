package dev.sekisho.runtime;

import dev.sekisho.model.Executable;
import java.util.Optional;

/**
 * Which scripts processes are about to execute. The kernel's event of such an execution shows the
 * interpreter as the file; fanotify saw the script itself a moment before. Bounded; the oldest
 * notes go first. Safe for many threads.
 */
final class ScriptNotes {
  private static final int CAPACITY = 8192;

  private final Recent<Integer, Note> executed = new Recent<>(CAPACITY);
  private final Recent<Integer, Note> read = new Recent<>(CAPACITY);

  private record Note(long startNanos, Executable script) {
    boolean is(long start, Executable file) {
      return sameStart(startNanos, start)
          && script.device() == file.device()
          && script.inode() == file.inode();
    }
  }

  /** A process has asked to execute a script, and it passes. */
  void executed(int pid, long startNanos, Executable script) {
    executed.put(pid, new Note(startNanos, script));
  }

  /** Whether a file is the script that the process was started for: its interpreter reads it. */
  boolean isExecuting(int pid, long startNanos, Executable file) {
    return executed.find(pid).map(note -> note.is(startNanos, file)).orElse(false);
  }

  /** The script that an execution of this process was about. */
  Optional<Executable> script(int pid, long startNanos) {
    return executed
        .find(pid)
        .filter(note -> sameStart(note.startNanos(), startNanos))
        .map(Note::script);
  }

  /** Whether this is the first time in a row that the process reads this script. */
  boolean firstRead(int pid, long startNanos, Executable script) {
    return !read.put(pid, new Note(startNanos, script))
        .map(note -> note.is(startNanos, script))
        .orElse(false);
  }

  /** Kernel events count nanoseconds, {@code /proc} counts ticks: the same start, if near. */
  static boolean sameStart(long one, long other) {
    return Math.abs(one - other) < 20_000_000;
  }
}
