package dev.sekisho.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the spool: records of consecutive sequences of one epoch.
 *
 * <pre>
 * file    header record*
 * header  "SKSPOOL1" epoch:u64 first:u64 crc32c(epoch, first):u32           28 bytes
 * record  length:u32 crc32c(sequence, payload):u32 payload                  big endian
 * </pre>
 *
 * <p>The sequence of a record is the first one plus its place; that the checksum covers it shows a
 * record that was copied to another place.
 *
 * @param file its path
 * @param epoch its epoch
 * @param first sequence of its first record
 */
record SpoolSegment(Path file, long epoch, long first) {
  static final int HEADER_BYTES = 28;
  static final int RECORD_HEADER_BYTES = 8;

  /** The longest payload: what is longer is not a decision but damage. */
  static final int MAXIMUM_PAYLOAD_BYTES = 1 << 20;

  private static final long MAGIC = 0x534b_5350_4f4f_4c31L;
  private static final Pattern NAME = Pattern.compile("([0-9]{1,19})-([0-9]{1,19})\\.segment");

  static SpoolSegment of(Path directory, long epoch, long first) {
    return new SpoolSegment(
        directory.resolve("%019d-%019d.segment".formatted(epoch, first)), epoch, first);
  }

  /** Whether a file's name is that of a segment. */
  static boolean isSegment(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  /** The segment that a file's name says it is. */
  static SpoolSegment named(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) throw new IllegalArgumentException(file + " is not a segment");
    return new SpoolSegment(file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
  }

  ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_BYTES)
        .putLong(MAGIC)
        .putLong(epoch)
        .putLong(first)
        .putInt(checksum(epoch, number(first)))
        .flip();
  }

  private static ByteBuffer number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).flip();
  }

  /** A record as it stands in the file. */
  static ByteBuffer record(long sequence, byte[] payload) {
    return ByteBuffer.allocate(RECORD_HEADER_BYTES + payload.length)
        .putInt(payload.length)
        .putInt(checksum(sequence, ByteBuffer.wrap(payload)))
        .put(payload)
        .flip();
  }

  private static int checksum(long number, ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(number(number));
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  /**
   * What a look through a file found.
   *
   * @param records whole records from the start on
   * @param bytes length of the header and those records
   * @param end how it goes on after them
   */
  record Scan(long records, long bytes, End end) {}

  /** What follows the last whole record. */
  enum End {
    /** Nothing. */
    CLEAN,
    /** The beginning of a record, as a write that was interrupted leaves it. */
    TORN,
    /** Bytes that cannot be an interrupted write. */
    CORRUPT
  }

  /** Reads the whole file and checks each record. */
  Scan scan() throws IOException {
    return read(HEADER_BYTES, 0, Long.MAX_VALUE, Long.MAX_VALUE, payload -> {});
  }

  /**
   * Reads records.
   *
   * @param position where the first one begins
   * @param skipped how many records are before that position
   * @param through stops when this many records, the skipped ones counted, were read
   * @param maximumBytes stops before the record that would exceed this; one is always read
   */
  Scan read(long position, long skipped, long through, long maximumBytes, Consumer<byte[]> to)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (!headerIsWhole(channel)) {
        return new Scan(0, 0, size < HEADER_BYTES ? End.TORN : End.CORRUPT);
      }
      long at = position;
      long records = skipped;
      while (true) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER_BYTES);
        if (at == size || records >= through) return new Scan(records, at, End.CLEAN);
        if (!fill(channel, head, at)) return new Scan(records, at, End.TORN);
        int length = head.getInt();
        int checksum = head.getInt();
        if (length <= 0 || length > MAXIMUM_PAYLOAD_BYTES) {
          return new Scan(records, at, zerosFollow(channel, at) ? End.TORN : End.CORRUPT);
        }
        if (at - position + length > maximumBytes && at > position) {
          return new Scan(records, at, End.CLEAN);
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        if (!fill(channel, payload, at + RECORD_HEADER_BYTES)) {
          return new Scan(records, at, End.TORN);
        }
        long next = at + RECORD_HEADER_BYTES + length;
        if (checksum != checksum(first + records, payload)) {
          // The last record may have got its length on disk before its content (power failure).
          return new Scan(records, at, next == size ? End.TORN : End.CORRUPT);
        }
        to.accept(payload.array());
        records++;
        at = next;
      }
    }
  }

  private boolean headerIsWhole(FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
    return fill(channel, found, 0) && found.equals(header());
  }

  /** After a power failure a file may be longer than what was written, and the rest is zero. */
  private static boolean zerosFollow(FileChannel channel, long from) throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(64 * 1024);
    for (long at = from; ; at += rest.limit()) {
      rest.clear();
      int read = channel.read(rest, at);
      if (read <= 0) return true;
      rest.flip();
      while (rest.hasRemaining()) {
        if (rest.get() != 0) return false;
      }
    }
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) return false;
      at += read;
    }
    buffer.flip();
    return true;
  }
}
