package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fanotify group that answers permission events ({@code FAN_CLASS_CONTENT}), with the asking
 * process as a pidfd.
 *
 * <p>Since Linux 5.15 (FAN_REPORT_PIDFD), {@code linux/fanotify.h}. Needs CAP_SYS_ADMIN. While an
 * event is unanswered its process waits; when the group is closed, or its process dies, all waiting
 * and later events are allowed.
 */
public final class Fanotify implements AutoCloseable {
  /** A file is opened. Costs every open on the marked file system. */
  public static final long FAN_OPEN_PERM = 0x10000;

  /** A file is opened to be executed, or as the interpreter of what is. Since Linux 5.0. */
  public static final long FAN_OPEN_EXEC_PERM = 0x40000;

  /** The queue overflowed: events were allowed without a question. Carries no descriptor. */
  public static final long FAN_Q_OVERFLOW = 0x4000;

  /** Bytes of {@code struct fanotify_event_metadata}. */
  static final int METADATA_SIZE = 24;

  static final int METADATA_VERSION = 3;

  private static final int FAN_CLOEXEC = 0x1;
  private static final int FAN_NONBLOCK = 0x2;
  private static final int FAN_CLASS_CONTENT = 0x4;
  private static final int FAN_UNLIMITED_QUEUE = 0x10;
  private static final int FAN_UNLIMITED_MARKS = 0x20;
  private static final int FAN_REPORT_PIDFD = 0x80;
  private static final int FAN_MARK_ADD = 0x1;
  private static final int FAN_MARK_REMOVE = 0x2;
  private static final int FAN_MARK_MOUNT = 0x10;
  private static final int FAN_MARK_FLUSH = 0x80;
  private static final int FAN_MARK_FILESYSTEM = 0x100;
  private static final int FAN_MARK_EVICTABLE = 0x200;
  private static final int FAN_MARK_IGNORE = 0x400;
  private static final short POLLIN = 1;
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int FAN_ALLOW = 1;
  private static final int FAN_DENY = 2;
  private static final int FAN_EVENT_INFO_TYPE_PIDFD = 4;
  private static final int O_DIRECTORY =
      Architecture.current() == Architecture.AARCH64 ? 0x4000 : 0x10000;
  private static final int O_LARGEFILE_NOATIME_CLOEXEC =
      (Architecture.current() == Architecture.AARCH64 ? 0x20000 : 0x8000) | 0x40000 | 0x80000;

  private final Descriptor group;

  /**
   * Room for exactly one event with its pidfd record: while it is judged no other one is out of the
   * queue, so that a watchdog can answer for a loop that has stopped.
   */
  private final MemorySegment events = Arena.ofAuto().allocate(56, 8);

  private final MemorySegment patience = Arena.ofAuto().allocate(16, 8);
  private final MemorySegment response = Arena.ofAuto().allocate(8, 8);

  /** {@code struct pollfd} of the group and of the event that ends the wait. */
  private final MemorySegment polled = Arena.ofAuto().allocate(16, 8);

  private final Descriptor end;

  /** Held while events are served, so that descriptors are not closed under the serving thread. */
  private final ReentrantLock serving = new ReentrantLock();

  private volatile boolean closed;

  private Fanotify(Descriptor group, Descriptor end) {
    this.group = group;
    this.end = end;
    polled.set(JAVA_INT, 0, group.number());
    polled.set(JAVA_SHORT, 4, POLLIN);
    polled.set(JAVA_INT, 8, end.number());
    polled.set(JAVA_SHORT, 12, POLLIN);
  }

  /**
   * Decides about events. Called on the thread that called {@link #serve}; must not allocate on its
   * usual path.
   */
  public interface Judge {
    /**
     * Decides one permission event.
     *
     * @param mask {@link #FAN_OPEN_EXEC_PERM} or {@link #FAN_OPEN_PERM}
     * @param file the file in question, open for reading; closed after the call
     * @param pid the process that asks, as this process's pid namespace numbers it
     * @param pidDescriptor the same process as a pidfd, or negative when it has ended; closed after
     *     the call
     * @return whether the file may be opened; an exception is answered with a denial and ends
     *     {@link #serve}, so what happens when the judge fails (open or closed) is the judge's to
     *     decide
     */
    boolean allow(long mask, int file, int pid, int pidDescriptor);

    /** The queue overflowed; the kernel allowed an unknown number of events. */
    void overflowed();
  }

  /**
   * Opens a group.
   *
   * @throws KernelException EPERM without CAP_SYS_ADMIN, EINVAL where the kernel is too old
   */
  public static Fanotify open() throws KernelException {
    int flags =
        FAN_CLASS_CONTENT
            | FAN_CLOEXEC
            | FAN_NONBLOCK
            | FAN_UNLIMITED_QUEUE
            | FAN_UNLIMITED_MARKS
            | FAN_REPORT_PIDFD;
    long result = Syscall.call(SystemCall.FANOTIFY_INIT, flags, O_LARGEFILE_NOATIME_CLOEXEC);
    Descriptor group =
        Descriptor.owning(Syscall.check(SystemCall.FANOTIFY_INIT, result, "FAN_CLASS_CONTENT"));
    try {
      long end = Syscall.call(SystemCall.EVENTFD2, 0, EFD_CLOEXEC);
      return new Fanotify(group, Descriptor.owning(Syscall.check(SystemCall.EVENTFD2, end)));
    } catch (KernelException e) {
      group.close();
      throw e;
    }
  }

  /**
   * Marks the whole file system that a directory is on, but only if it is the expected one: a path
   * below {@code /proc/PID/root} may lead to the host's root file system when the process has just
   * left its container.
   *
   * @param directory usually {@code /proc/PID/root}
   * @param mask {@link #FAN_OPEN_EXEC_PERM} and {@link #FAN_OPEN_PERM}
   * @param expectedMagic a magic number of {@link FileSystem}
   * @return the device of the marked file system, {@code major << 20 | minor}
   * @throws KernelException EINVAL when the file system is another one; nothing is marked then
   */
  public long markFileSystem(Path directory, long mask, long expectedMagic) throws KernelException {
    try (Descriptor opened = Descriptor.open(directory, O_DIRECTORY)) {
      long magic = FileSystem.magic(opened);
      if (magic != expectedMagic) {
        throw new KernelException(
            "fanotify_mark",
            Errno.EINVAL,
            directory,
            "file system magic 0x"
                + Long.toHexString(magic)
                + " instead of 0x"
                + Long.toHexString(expectedMagic));
      }
      mark(opened, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, mask, directory);
      Statx statx = new Statx();
      statx.read(opened.number());
      return statx.device();
    }
  }

  /** Takes a mark away; a file system that is gone has lost it already (ENOENT). */
  public void unmarkFileSystem(Path directory, long mask) throws KernelException {
    try (Descriptor opened = Descriptor.open(directory, O_DIRECTORY)) {
      mark(opened, FAN_MARK_REMOVE | FAN_MARK_FILESYSTEM, mask, directory);
    }
  }

  private void mark(Descriptor directory, int flags, long mask, Path named) throws KernelException {
    // With a null path the mark goes to what the descriptor is open on: no second look-up that
    // could lead elsewhere.
    long result =
        Syscall.call(SystemCall.FANOTIFY_MARK, group.number(), flags, mask, directory.number(), 0);
    Syscall.check(SystemCall.FANOTIFY_MARK, result, named, "mask 0x" + Long.toHexString(mask));
  }

  /**
   * Marks one mount: what is opened through it, not through other mounts of the same file system,
   * nor through copies of it in mount namespaces made later.
   *
   * @param directory the mount point, usually below {@code /proc/PID/root}
   * @param expectedDevice device of the file system that must be there, {@code major << 20 | minor}
   * @throws KernelException EINVAL when another file system is there; nothing is marked then
   */
  public void markMount(Path directory, long mask, long expectedDevice) throws KernelException {
    try (Descriptor opened = Descriptor.open(directory, 0)) {
      Statx statx = new Statx();
      statx.read(opened.number());
      if (statx.device() != expectedDevice) {
        throw new KernelException(
            "fanotify_mark",
            Errno.EINVAL,
            directory,
            "device " + statx.device() + " instead of " + expectedDevice);
      }
      mark(opened, FAN_MARK_ADD | FAN_MARK_MOUNT, mask, directory);
    }
  }

  /**
   * Asks no more about an open file until it is written to or falls out of the kernel's cache. A
   * write through a shared mapping does not end it: use it only where something else judges what is
   * really executed. Since Linux 6.0.
   *
   * @return 0, or -errno
   */
  public long ignore(int file, long mask) {
    return Syscall.call(
        SystemCall.FANOTIFY_MARK,
        group.number(),
        FAN_MARK_ADD | FAN_MARK_IGNORE | FAN_MARK_EVICTABLE,
        mask,
        file,
        0);
  }

  /** Asks again about every file that {@link #ignore} named. */
  public void forgetIgnored() throws KernelException {
    long result = Syscall.call(SystemCall.FANOTIFY_MARK, group.number(), FAN_MARK_FLUSH, 0, -1, 0);
    Syscall.check(SystemCall.FANOTIFY_MARK, result, "FAN_MARK_FLUSH");
  }

  /** The group's descriptor, by which a watchdog finds it. It stays this object's. */
  public int number() {
    return group.number();
  }

  /**
   * Waits until events come, however long it takes, and answers; else as {@link #serve(Judge,
   * int)}.
   */
  public int serve(Judge judge) throws KernelException {
    return serve(judge, -1);
  }

  /**
   * Waits for an event and answers it; one at a time. Call it in a loop on one platform thread; it
   * allocates nothing itself.
   *
   * @param milliseconds how long to wait at most; negative for no bound
   * @return how many events were answered; 0 when none came in time, when a signal interrupted the
   *     wait, when another holder of the group was faster, or after {@link #close}
   */
  public int serve(Judge judge, int milliseconds) throws KernelException {
    serving.lock();
    try {
      if (closed) return 0;
      long time = 0;
      if (milliseconds >= 0) {
        patience.set(JAVA_LONG, 0, milliseconds / 1000);
        patience.set(JAVA_LONG, 8, milliseconds % 1000 * 1_000_000L);
        time = patience.address();
      }
      long ready = Syscall.call(SystemCall.PPOLL, polled.address(), 2, time, 0, 0);
      if (ready == 0 || ready == -Errno.EINTR || closed) return 0;
      Syscall.check(SystemCall.PPOLL, ready, "fanotify group");
      return answerAll(judge);
    } finally {
      serving.unlock();
    }
  }

  private int answerAll(Judge judge) throws KernelException {
    long length =
        Syscall.call(SystemCall.READ, group.number(), events.address(), events.byteSize());
    if (length == -Errno.EINTR || length == -Errno.EAGAIN) return 0;
    Syscall.check(SystemCall.READ, length, "fanotify group");
    int answered = 0;
    for (long at = 0; at + METADATA_SIZE <= length; answered++) {
      int size = events.get(JAVA_INT, at);
      if (events.get(JAVA_BYTE, at + 4) != METADATA_VERSION || size < METADATA_SIZE) {
        throw new KernelException("read", Errno.EINVAL, "fanotify event of an unknown version");
      }
      answer(judge, at, size);
      at += size;
    }
    return answered;
  }

  private void answer(Judge judge, long at, int size) throws KernelException {
    long mask = events.get(JAVA_LONG, at + 8);
    int file = events.get(JAVA_INT, at + 16);
    if ((mask & FAN_Q_OVERFLOW) != 0 || file < 0) {
      judge.overflowed();
      return;
    }
    int pidDescriptor = pidDescriptor(at, size);
    boolean allow = false;
    try {
      allow = judge.allow(mask, file, events.get(JAVA_INT, at + 20), pidDescriptor);
    } finally {
      respond(file, allow);
      Syscall.call(SystemCall.CLOSE, file);
      if (pidDescriptor >= 0) Syscall.call(SystemCall.CLOSE, pidDescriptor);
    }
  }

  private int pidDescriptor(long at, int size) {
    for (long record = at + METADATA_SIZE; record + 8 <= at + size; ) {
      int length = events.get(JAVA_SHORT, record + 2) & 0xffff;
      if (length < 4) return -1;
      if (events.get(JAVA_BYTE, record) == FAN_EVENT_INFO_TYPE_PIDFD)
        return events.get(JAVA_INT, record + 4);
      record += length;
    }
    return -1;
  }

  private void respond(int file, boolean allow) throws KernelException {
    response.set(JAVA_INT, 0, file);
    response.set(JAVA_INT, 4, allow ? FAN_ALLOW : FAN_DENY);
    long written = Syscall.call(SystemCall.WRITE, group.number(), response.address(), 8);
    // ENOENT: the asking process was killed while it waited, so there is nobody left to answer.
    if (written < 0 && written != -Errno.ENOENT) {
      throw new KernelException("write", (int) -written, "fanotify response");
    }
  }

  public boolean closed() {
    return closed;
  }

  /**
   * Ends the wait of the serving thread and closes the group; what waits for an answer, and all
   * later, is allowed.
   */
  @Override
  public void close() {
    closed = true;
    try (Arena arena = Arena.ofConfined()) {
      Syscall.call(SystemCall.WRITE, end.number(), arena.allocateFrom(JAVA_LONG, 1).address(), 8);
    }
    serving.lock();
    try {
      group.close();
      end.close();
    } finally {
      serving.unlock();
    }
  }
}
