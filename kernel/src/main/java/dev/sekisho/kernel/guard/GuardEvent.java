package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.FileIdentity;
import java.util.List;

/**
 * What the guard saw in a container. The kernel wrote it; nothing here was looked up afterwards.
 */
public sealed interface GuardEvent {
  /** Who did it, where and when. */
  Subject subject();

  /**
   * A process at the moment of the event.
   *
   * @param bootNanoseconds CLOCK_BOOTTIME of the event
   * @param container the cgroup id that is configured (the container's)
   * @param cgroup the cgroup id the process is in now: the container's, one below it, or another
   *     when it left
   * @param revision of the configuration that decided
   * @param pid the process (thread group) in the initial pid namespace
   * @param thread the thread in the initial pid namespace
   * @param parent pid of the parent
   * @param user real user id in the initial user namespace
   * @param mountNamespace as in {@code mnt:[…]}
   * @param startNanoseconds CLOCK_BOOTTIME when the process was forked: with the pid it names the
   *     process for good
   * @param command the thread's name, after an execution the new one; at most 15 bytes
   */
  record Subject(
      long bootNanoseconds,
      long container,
      long cgroup,
      long revision,
      int pid,
      int thread,
      int parent,
      int user,
      int group,
      long mountNamespace,
      long startNanoseconds,
      String command) {}

  /** Why something matched. */
  enum Reason {
    /** Nothing matched. */
    NONE(0),
    /**
     * The file is in the container's writable layer: new, copied, renamed or modified (also its
     * mode or owner).
     */
    WRITABLE_LAYER(1),
    /**
     * The file is on another file system than the container's root: a volume, tmpfs, a second
     * overlay.
     */
    OTHER_FILE_SYSTEM(2),
    /** The file has no name any more. */
    DELETED(3),
    /** The file lives in memory only (memfd_create). */
    MEMORY_FILE(4),
    /** The program's loader (ELF interpreter) is one of the above. */
    LOADER(5),
    /** The executed file's own name is listed. */
    NAME(6),
    /** The name by which it was called, or argv[0], is listed. */
    CALLED_NAME(7),
    /** The applet that a multi-call binary would run is listed. */
    APPLET(8),
    /** A multi-call binary whose arguments are longer than what is looked at, or unreadable. */
    APPLET_UNKNOWN(9),
    /** The path, or a directory above it, is listed. */
    PATH(10),
    /** The file is listed by device and inode. */
    IDENTITY(11),
    /** An execution in the host's mount namespace. */
    HOST_NAMESPACE(12),
    /** Anonymous memory was made executable. */
    ANONYMOUS_MEMORY(13),
    /** Memory of a process was written through /proc/PID/mem or process_vm_writev. */
    MEMORY_WRITE(14),
    /** Memory of a process was written by ptrace. */
    PTRACE_WRITE(15),
    /** An operation was submitted by io_uring. */
    IO_URING(16),
    /** More live processes below one process than allowed. */
    TOO_MANY_BELOW(17),
    /** More live processes in the container than allowed. */
    TOO_MANY_IN_CONTAINER(18);

    private static final List<Reason> ALL = List.of(values());

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** {@code enum guard_reason} in {@code guard.h}. */
    int code() {
      return code;
    }

    static Reason of(int code) {
      if (code < 0 || code >= ALL.size()) throw new IllegalArgumentException("no reason " + code);
      return ALL.get(code);
    }
  }

  /**
   * What one control found.
   *
   * @param mode {@link Mode#OFF} when it found nothing
   */
  record Match(Reason reason, Mode mode, int clause) {
    public boolean found() {
      return mode != Mode.OFF;
    }
  }

  /**
   * A process executed a file. Each execution in a guarded container is exactly one event; when a
   * match is {@link Mode#ENFORCE} the process was killed before its first instruction.
   *
   * @param file device and inode of what was executed; for a script, of its interpreter
   * @param called the path as called, for a script the script's; at most 255 bytes
   * @param path the file's path inside the container, symbolic links resolved; at most 1,023 bytes;
   *     begins with "…" when it is longer or deeper than 48 components
   * @param arguments all of argv, at most 4,095 bytes together
   * @param script whether an interpreter runs {@code called}
   * @param argumentsCut whether argv was longer
   * @param argumentsUnreadable whether the kernel could not read argv
   * @param runtime whether this is a registered runtime on its way into the container
   * @param rootNotOverlay whether the container's root is not an overlay, so that drift inside it
   *     cannot be seen here
   * @param killError 0, or the errno with which the kernel refused to send the signal: the process
   *     then ran
   */
  record Execution(
      Subject subject,
      FileIdentity file,
      String called,
      String path,
      List<String> arguments,
      boolean script,
      boolean argumentsCut,
      boolean argumentsUnreadable,
      boolean runtime,
      boolean rootNotOverlay,
      Match drift,
      Match blocklist,
      Match hostNamespace,
      int killError)
      implements GuardEvent {
    public Execution {
      arguments = List.copyOf(arguments);
    }

    /** Whether the process was killed. */
    public boolean blocked() {
      return killError == 0
          && (drift.mode() == Mode.ENFORCE
              || blocklist.mode() == Mode.ENFORCE
              || hostNamespace.mode() == Mode.ENFORCE);
    }
  }

  /**
   * A process ended; only where {@link GuardConfiguration#reportExits} asks for it.
   *
   * @param status as {@code wait(2)} encodes it: exit status in bits 8–15, signal in bits 0–6
   */
  record Exit(Subject subject, int status) implements GuardEvent {}

  /**
   * Memory was made executable or written in a way that a control watches. Enforced ones killed
   * every process that shares the memory.
   *
   * @param systemCall the call's number, of the 32-bit table when {@code compatibility}
   * @param file what is mapped; zeros for anonymous memory
   * @param path the file's path as in {@link Execution}; empty for anonymous memory
   * @param sharersKilled other processes that shared the memory and were killed too
   */
  record Memory(
      Subject subject,
      int systemCall,
      boolean compatibility,
      FileIdentity file,
      String path,
      Match match,
      int sharersKilled,
      int killError)
      implements GuardEvent {}

  /**
   * The fork guard acted, or would have. One event for the first excess and then for every power of
   * two.
   *
   * @param limit the limit that was exceeded
   * @param live processes alive then
   * @param refused forks refused so far for this limit
   * @param condemned pid of the process whose subtree was killed; 0 when only the child was
   * @param killed how many processes that killed
   */
  record Forks(
      Subject subject,
      Match match,
      int limit,
      long live,
      long refused,
      int condemned,
      int killed,
      int killError)
      implements GuardEvent {}

  /**
   * A process of a container was moved to a cgroup outside it. It stays guarded.
   *
   * @param destination the new cgroup's id
   */
  record Left(Subject subject, long destination) implements GuardEvent {}

  /**
   * The kernel learned a container's root file system and mount namespace at its first execution.
   *
   * @param rootDevice {@code major << 20 | minor}
   * @param overlay whether it is an overlay
   */
  record RootLearned(Subject subject, long rootDevice, boolean overlay) implements GuardEvent {}
}
