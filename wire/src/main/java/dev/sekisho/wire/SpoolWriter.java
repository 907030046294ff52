package dev.sekisho.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file that the spool appends to, or none while there is none. */
final class SpoolWriter {
  private final Path directory;
  private Optional<FileChannel> channel = Optional.empty();

  SpoolWriter(Path directory) {
    this.directory = directory;
  }

  boolean isOpen() {
    return channel.isPresent();
  }

  /** Makes the file of a segment and writes its header; after an error there is no such file. */
  void begin(SpoolSegment segment) throws IOException {
    close();
    FileChannel file =
        FileChannel.open(
            segment.file(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      ByteBuffer header = segment.header();
      while (header.hasRemaining()) file.write(header);
      OwnerOnly.forceDirectory(directory);
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(segment.file());
      throw e;
    }
    channel = Optional.of(file);
  }

  /** Writes a record at a position; after an error nothing of it stands there. */
  void write(ByteBuffer record, long position) throws IOException {
    FileChannel file = channel.orElseThrow();
    try {
      for (long at = position; record.hasRemaining(); ) at += file.write(record, at);
    } catch (IOException e) {
      cutOff(file, position);
      throw e;
    }
  }

  /** Half a record must not stand before the next one: where it stays, another file begins. */
  private void cutOff(FileChannel file, long length) {
    try {
      file.truncate(length);
    } catch (IOException e) {
      close();
    }
  }

  void force() throws IOException {
    if (channel.isPresent()) channel.get().force(false);
  }

  void close() {
    if (channel.isEmpty()) return;
    try {
      channel.get().close();
    } catch (IOException alreadyWritten) {
      // Writes went to the page cache when they were made; closing brings nothing more there.
      channel = Optional.empty();
    }
    channel = Optional.empty();
  }
}
