package dev.sekisho.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A program's log on disk, bounded: at {@link #PART_BYTES} it becomes {@code NAME.1} and a new one
 * begins, so that at most twice that much is kept. Used by one thread.
 */
final class BoundedLog implements AutoCloseable {
  static final long PART_BYTES = 8 << 20;
  private static final int KEPT_LINES = 20;

  private final Path file;
  private final long partBytes;
  private final Deque<String> last = new ArrayDeque<>();
  private FileChannel channel;

  BoundedLog(Path file) throws IOException {
    this(file, PART_BYTES);
  }

  BoundedLog(Path file, long partBytes) throws IOException {
    this.file = file;
    this.partBytes = partBytes;
    this.channel = open(file);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  void line(String line) throws IOException {
    synchronized (last) {
      last.addLast(line);
      if (last.size() > KEPT_LINES) {
        last.removeFirst();
      }
    }
    if (channel.size() >= partBytes) {
      channel.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      channel = open(file);
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The last lines, oldest first; may be asked by any thread. */
  List<String> lastLines() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
