package dev.sekisho.kernel;

import java.nio.file.Path;

/**
 * A mount namespace by the number that {@code /proc/PID/ns/mnt} carries.
 *
 * @param inode the number in {@code mnt:[4026531840]}
 */
public record MountNamespace(long inode) {
  /**
   * The namespace of a process.
   *
   * @throws KernelException EACCES when the process may not be inspected, ENOENT when it has ended
   */
  public static MountNamespace of(int pid) throws KernelException {
    return new MountNamespace(
        Statx.identity(Path.of("/proc", Integer.toString(pid), "ns", "mnt")).inode());
  }

  /** The namespace of this process. */
  public static MountNamespace ofSelf() throws KernelException {
    return new MountNamespace(Statx.identity(Path.of("/proc/self/ns/mnt")).inode());
  }
}
