package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Says that one manager, and no second, works on a directory: two would end each other's server.
 * The kernel takes the lock back when the process ends, however it ends.
 */
final class DirectoryInUse implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryInUse(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the directory.
   *
   * @throws ProblemException if another has it
   */
  static DirectoryInUse take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw StartProblem.exception("manager-already-runs", directory);
    }
    return new DirectoryInUse(channel);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another manager in this very process.
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
