package dev.sekisho.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far the manager has stored, and what was dropped, in a file of two slots that are written in
 * turn: a torn write leaves the other one, and an overwrite needs no space on a full disk.
 */
final class SpoolState implements AutoCloseable {
  private static final int SLOT_BYTES = 64;

  private final FileChannel channel;
  private long writes;

  private SpoolState(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @param epoch epoch of what was stored last
   * @param storedThrough sequence in that epoch up to which the manager has everything
   * @param newest the newest epoch, in which is appended
   * @param next sequence that the next record of the newest epoch must at least have
   * @param dropped decisions dropped in the newest epoch
   */
  record Position(long epoch, long storedThrough, long newest, long next, long dropped) {}

  static SpoolState open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.size() < 2 * SLOT_BYTES) {
        channel.write(ByteBuffer.allocate(2 * SLOT_BYTES), 0);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new SpoolState(channel);
  }

  /** The newer whole slot; empty if there is none. */
  Optional<Position> read() throws IOException {
    Optional<Position> newest = Optional.empty();
    for (int slot = 0; slot < 2; slot++) {
      ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
      if (channel.read(bytes, (long) slot * SLOT_BYTES) < SLOT_BYTES) continue;
      bytes.flip();
      long number = bytes.getLong();
      Position position =
          new Position(
              bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
      if (bytes.getInt() == checksum(bytes) && number > writes) {
        writes = number;
        newest = Optional.of(position);
      }
    }
    return newest;
  }

  void write(Position position) throws IOException {
    long number = writes + 1;
    ByteBuffer bytes =
        ByteBuffer.allocate(SLOT_BYTES)
            .putLong(number)
            .putLong(position.epoch())
            .putLong(position.storedThrough())
            .putLong(position.newest())
            .putLong(position.next())
            .putLong(position.dropped());
    bytes.putInt(checksum(bytes)).clear();
    channel.write(bytes, number % 2 * SLOT_BYTES);
    writes = number;
  }

  void force() throws IOException {
    channel.force(false);
  }

  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, 6 * Long.BYTES));
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
