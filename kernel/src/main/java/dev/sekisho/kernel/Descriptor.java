package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open file descriptor of this process that its holder must close. Closing twice does nothing.
 */
public final class Descriptor implements AutoCloseable {
  private static final int AT_FDCWD = -100;
  private static final int O_CLOEXEC = 0x80000;

  private final int number;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private Descriptor(int number) {
    this.number = number;
  }

  /** Takes over a number that a system call returned. */
  public static Descriptor owning(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    return new Descriptor((int) number);
  }

  /** Opens a path by {@code openat(2)} with O_CLOEXEC added. */
  public static Descriptor open(Path path, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      long result =
          Syscall.call(SystemCall.OPENAT, AT_FDCWD, name.address(), (long) flags | O_CLOEXEC, 0);
      return owning(Syscall.check(SystemCall.OPENAT, result, path));
    }
  }

  public int number() {
    return number;
  }

  /**
   * The file's path as this process sees it, from {@code /proc/self/fd}; deleted files end in "
   * (deleted)".
   */
  public static String path(int descriptor) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment link = arena.allocateFrom("/proc/self/fd/" + descriptor);
      MemorySegment target = arena.allocate(4096);
      long length =
          Syscall.check(
              SystemCall.READLINKAT,
              Syscall.call(
                  SystemCall.READLINKAT,
                  AT_FDCWD,
                  link.address(),
                  target.address(),
                  target.byteSize()),
              "/proc/self/fd/" + descriptor);
      byte[] bytes = target.asSlice(0, length).toArray(JAVA_BYTE);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The first bytes of a file, fewer when it is shorter; the file offset does not move. */
  public static byte[] firstBytes(int descriptor, int count) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(count);
      long read =
          Syscall.check(
              SystemCall.PREAD64,
              Syscall.call(SystemCall.PREAD64, descriptor, buffer.address(), count, 0),
              descriptor);
      return buffer.asSlice(0, read).toArray(JAVA_BYTE);
    }
  }

  @Override
  public void close() {
    // close(2) releases the number even when it reports an error, so there is nothing to tell the
    // caller.
    if (open.compareAndSet(true, false)) Syscall.call(SystemCall.CLOSE, number);
  }
}
