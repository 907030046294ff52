package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import dev.sekisho.kernel.Statx;
import java.nio.file.Path;

/**
 * The file system that a container runs on, by which the guard tells its own files from others.
 *
 * @param device the root's superblock, {@code major << 20 | minor}
 * @param namespace where paths are what they are called: in another namespace a process may have
 *     mounted anything on an allowed directory
 */
public record ContainerRoot(long device, MountNamespace namespace) {
  /**
   * The root of a container's first process, which the engine names.
   *
   * @throws KernelException ENOENT when it has ended
   */
  public static ContainerRoot of(int pid) throws KernelException {
    return new ContainerRoot(
        Statx.identity(Path.of("/proc", Integer.toString(pid), "root")).device(),
        MountNamespace.of(pid));
  }
}
