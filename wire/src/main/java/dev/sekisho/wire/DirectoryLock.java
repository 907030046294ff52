package dev.sekisho.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory for one process; the kernel gives it back when the process ends. */
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the directory.
   *
   * @throws IOException another process, or this one, holds it already
   */
  public static DirectoryLock take(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() == null) {
        throw new IOException(directory + " is in use by another process");
      }
      return new DirectoryLock(file);
    } catch (OverlappingFileLockException sameProcess) {
      file.close();
      throw new IOException(directory + " is in use by this process", sameProcess);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
