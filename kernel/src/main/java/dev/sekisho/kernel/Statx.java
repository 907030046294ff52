package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A reusable buffer of {@code statx(2)}: fill it, then ask. One instance per thread; {@link
 * #read(int)} allocates nothing.
 *
 * <p>Since Linux 4.11, {@code linux/stat.h}; {@link #mountId} since 5.8.
 */
public final class Statx {
  /** Bytes of {@code struct statx}. */
  static final int SIZE = 256;

  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int STATX_BASIC_STATS_AND_MOUNT_ID = 0x7ff | 0x1000;

  private final MemorySegment buffer = Arena.ofAuto().allocate(SIZE, 8);
  private final MemorySegment emptyPath = Arena.ofAuto().allocate(1);

  /** Describes an open file. */
  public void read(int descriptor) throws KernelException {
    long result = tryRead(descriptor);
    if (result < 0) throw new KernelException("statx", (int) -result, descriptor);
  }

  /**
   * As {@link #read(int)}, but an error is the result: 0 or -errno, for loops that may not
   * allocate.
   */
  public long tryRead(int descriptor) {
    return Syscall.call(
        SystemCall.STATX,
        descriptor,
        emptyPath.address(),
        AT_EMPTY_PATH,
        STATX_BASIC_STATS_AND_MOUNT_ID,
        buffer.address());
  }

  /** Describes a path; a symbolic link itself, not its target. */
  public void readLink(Path path) throws KernelException {
    read(path, AT_SYMLINK_NOFOLLOW);
  }

  /** Describes a path, following symbolic links. */
  public void read(Path path) throws KernelException {
    read(path, 0);
  }

  private void read(Path path, int flags) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      Syscall.check(
          SystemCall.STATX,
          Syscall.call(
              SystemCall.STATX,
              AT_FDCWD,
              name.address(),
              flags,
              STATX_BASIC_STATS_AND_MOUNT_ID,
              buffer.address()),
          path);
    }
  }

  /** What a path leads to, as the kernel tells files apart. */
  public static FileIdentity identity(Path path) throws KernelException {
    Statx statx = new Statx();
    statx.read(path);
    return new FileIdentity(statx.device(), statx.inode());
  }

  public int links() {
    return buffer.get(JAVA_INT, 0x10);
  }

  public int owner() {
    return buffer.get(JAVA_INT, 0x14);
  }

  /** Type and permission bits, as {@code st_mode}. */
  public int mode() {
    return buffer.get(JAVA_SHORT, 0x1c) & 0xffff;
  }

  public boolean isRegularFile() {
    return (mode() & 0xf000) == 0x8000;
  }

  public boolean isDirectory() {
    return (mode() & 0xf000) == 0x4000;
  }

  public long inode() {
    return buffer.get(JAVA_LONG, 0x20);
  }

  public long sizeInBytes() {
    return buffer.get(JAVA_LONG, 0x28);
  }

  /** Nanoseconds since 1970 of the last status change. */
  public long changeTimeNanoseconds() {
    return buffer.get(JAVA_LONG, 0x60) * 1_000_000_000L + buffer.get(JAVA_INT, 0x68);
  }

  /** Nanoseconds since 1970 of the last change of the content. */
  public long modificationTimeNanoseconds() {
    return buffer.get(JAVA_LONG, 0x70) * 1_000_000_000L + buffer.get(JAVA_INT, 0x78);
  }

  /** The file system's device in the kernel's encoding, {@code major << 20 | minor}. */
  public long device() {
    return FileIdentity.device(buffer.get(JAVA_INT, 0x88), buffer.get(JAVA_INT, 0x8c));
  }

  public long mountId() {
    return buffer.get(JAVA_LONG, 0x90);
  }
}
