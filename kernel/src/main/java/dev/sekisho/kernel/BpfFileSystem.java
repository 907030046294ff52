package dev.sekisho.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system in which BPF objects are pinned. Since Linux 4.4. */
public final class BpfFileSystem {
  private BpfFileSystem() {}

  /**
   * Makes sure that a directory is a bpffs, mounting one there when it is not.
   *
   * @return whether it had to be mounted, so that the caller can journal it
   */
  public static boolean ensureMounted(Path directory) throws IOException {
    Files.createDirectories(directory);
    if (FileSystem.magic(directory) == FileSystem.BPF) return false;
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom("bpf").address();
      Syscall.check(
          SystemCall.MOUNT,
          Syscall.call(
              SystemCall.MOUNT,
              name,
              arena.allocateFrom(directory.toString()).address(),
              name,
              0,
              0),
          "bpf",
          directory);
    }
    return true;
  }
}
