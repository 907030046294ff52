package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Kinds of file systems by their magic number, as {@code statfs(2)} reports it; {@code
 * linux/magic.h}.
 */
public final class FileSystem {
  public static final long OVERLAYFS = 0x794c7630L;
  public static final long TMPFS = 0x01021994L;
  public static final long PROC = 0x9fa0L;
  public static final long BPF = 0xcafe4a11L;
  public static final long CGROUP2 = 0x63677270L;

  private FileSystem() {}

  /** The magic number of the file system that an open file is on. */
  public static long magic(Descriptor descriptor) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(120, 8);
      Syscall.check(
          SystemCall.FSTATFS,
          Syscall.call(SystemCall.FSTATFS, descriptor.number(), buffer.address()),
          descriptor.number());
      return buffer.get(JAVA_LONG, 0);
    }
  }

  /** The magic number of the file system that a path is on. */
  public static long magic(Path path) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(120, 8);
      Syscall.check(
          SystemCall.STATFS,
          Syscall.call(
              SystemCall.STATFS, arena.allocateFrom(path.toString()).address(), buffer.address()),
          path);
      return buffer.get(JAVA_LONG, 0);
    }
  }
}
