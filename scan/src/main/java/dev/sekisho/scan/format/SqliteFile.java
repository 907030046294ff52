package dev.sekisho.scan.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads all rows of one table of an SQLite database, with what its write-ahead log has committed.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">Database file format</a>
 */
public final class SqliteFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int TABLE_INTERIOR = 5;
  private static final int TABLE_LEAF = 13;
  private static final int DEPTH = 32;

  /** SQLite's own default bound of a row is 10⁹ bytes; a package's header is below rpm's 256 MB. */
  private static final long PAYLOAD = 0x1000_0000;

  private final ByteSource database;
  private final ByteSource log;
  private final Map<Integer, Long> logged;
  private final int pageBytes;
  private final int usable;

  private SqliteFile(
      ByteSource database, ByteSource log, Map<Integer, Long> logged, int pageBytes, int reserved) {
    this.database = database;
    this.log = log;
    this.logged = logged;
    this.pageBytes = pageBytes;
    this.usable = pageBytes - reserved;
  }

  /**
   * Opens a database.
   *
   * @param log of the file {@code …-wal}; empty if there is none
   */
  public static SqliteFile open(ByteSource database, ByteSource log) throws IOException {
    WriteAheadLog ahead = WriteAheadLog.read(log);
    byte[] head =
        ahead.pages().containsKey(1) ? log.read(ahead.pages().get(1), 100) : database.read(0, 100);
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        throw new MalformedException("is no SQLite database");
      }
    }
    int page = (head[16] & 0xff) << 8 | (head[17] & 0xff);
    if (page == 1) {
      page = 65536;
    }
    if (page < 512 || Integer.bitCount(page) != 1) {
      throw new MalformedException("pages of " + page + " bytes: expected 512 to 65536");
    }
    int reserved = head[20] & 0xff;
    if (page - reserved < 480) {
      throw new MalformedException(reserved + " reserved bytes of a page of " + page);
    }
    if (!ahead.pages().isEmpty() && ahead.pageBytes() != page) {
      throw new MalformedException("the write-ahead log has pages of another size");
    }
    return new SqliteFile(database, log, ahead.pages(), page, reserved);
  }

  /**
   * Gives one column of all rows, as bytes: blobs and texts; others are left out.
   *
   * @param unread is told of pages that cannot be read, while the others are
   */
  public void rows(String table, int column, Values values, Values.Unread unread)
      throws IOException {
    int[] root = {0};
    // CREATE TABLE sqlite_schema(type text, name text, tbl_name text, rootpage integer, sql text)
    walk(
        1,
        new BitSet(),
        0,
        row -> {
          Optional<byte[]> type = column(row, 0);
          Optional<byte[]> name = column(row, 1);
          if (type.isPresent()
              && name.isPresent()
              && ascii(type.get()).equals("table")
              && ascii(name.get()).equals(table)) {
            root[0] = (int) integer(row, 3);
          }
        },
        unread);
    if (root[0] <= 0) {
      throw new MalformedException("has no table " + table);
    }
    walk(
        root[0],
        new BitSet(),
        0,
        row -> {
          Optional<byte[]> value = column(row, column);
          if (value.isPresent()) {
            values.value(value.get());
          }
        },
        unread);
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void walk(int number, BitSet seen, int depth, Values row, Values.Unread unread)
      throws IOException {
    try {
      if (depth > DEPTH) {
        throw new MalformedException("the tree is deeper than " + DEPTH);
      }
      if (number <= 0 || seen.get(number)) {
        throw new MalformedException("the tree runs in a circle");
      }
      seen.set(number);
      ByteBuffer page = page(number);
      int header = number == 1 ? 100 : 0;
      int type = page.get(header);
      if (type != TABLE_INTERIOR && type != TABLE_LEAF) {
        throw new MalformedException("is of type " + type + ": expected 5 or 13");
      }
      int cells = page.getShort(header + 3) & 0xffff;
      int pointers = header + (type == TABLE_LEAF ? 8 : 12);
      if (pointers + 2 * cells > usable) {
        throw new MalformedException(cells + " cells do not fit");
      }
      for (int i = 0; i < cells; i++) {
        int at = page.getShort(pointers + 2 * i) & 0xffff;
        if (type == TABLE_LEAF) {
          leaf(page, at, number, row, unread);
        } else if (at + 4 > usable) {
          throw new MalformedException("cell " + i + " lies outside the page");
        } else {
          walk(page.getInt(at), seen, depth + 1, row, unread);
        }
      }
      if (type == TABLE_INTERIOR) {
        walk(page.getInt(header + 8), seen, depth + 1, row, unread);
      }
    } catch (MalformedException e) {
      unread.because("page " + number + ": " + e.why());
    }
  }

  private void leaf(ByteBuffer page, int at, int number, Values row, Values.Unread unread)
      throws IOException {
    try {
      row.value(payload(page, at));
    } catch (MalformedException e) {
      unread.because("a row of page " + number + ": " + e.why());
    }
  }

  private byte[] payload(ByteBuffer page, int start) throws IOException {
    Varint size = Varint.read(page, start, usable);
    Varint row = Varint.read(page, size.after(), usable);
    long length = size.value();
    if (length < 0 || length > PAYLOAD || length > database.sizeBytes() + log.sizeBytes()) {
      throw new MalformedException("a row of " + length + " bytes");
    }
    int at = row.after();
    int most = usable - 35;
    int here = (int) length;
    if (length > most) {
      int least = (usable - 12) * 32 / 255 - 23;
      int fit = least + (int) ((length - least) % (usable - 4));
      here = fit <= most ? fit : least;
    }
    if (at + here + (here < length ? 4 : 0) > usable) {
      throw new MalformedException("lies outside the page");
    }
    byte[] payload = new byte[(int) length];
    page.get(at, payload, 0, here);
    int filled = here;
    int next = here < length ? page.getInt(at + here) : 0;
    // Each page brings bytes, so that a circle ends with the payload.
    while (filled < length) {
      if (next <= 0) {
        throw new MalformedException("ends after " + filled + " of " + length + " bytes");
      }
      ByteBuffer overflow = page(next);
      int part = (int) Math.min(length - filled, usable - 4);
      overflow.get(4, payload, filled, part);
      filled += part;
      next = overflow.getInt(0);
    }
    return payload;
  }

  private ByteBuffer page(int number) throws IOException {
    Long at = logged.get(number);
    return ByteBuffer.wrap(
        at != null ? log.read(at, pageBytes) : database.read((number - 1L) * pageBytes, pageBytes));
  }

  /** A blob or text of a record; empty if the column is another or absent. */
  private static Optional<byte[]> column(byte[] record, int column) throws MalformedException {
    long[] place = place(record, column);
    if (place[0] < 12) {
      return Optional.empty();
    }
    byte[] value = new byte[(int) place[2]];
    System.arraycopy(record, (int) place[1], value, 0, value.length);
    return Optional.of(value);
  }

  private static long integer(byte[] record, int column) throws MalformedException {
    long[] place = place(record, column);
    if (place[0] == 9) {
      return 1;
    }
    if (place[0] < 1 || place[0] > 6) {
      return 0;
    }
    long value = record[(int) place[1]];
    for (int i = 1; i < place[2]; i++) {
      value = value << 8 | (record[(int) place[1] + i] & 0xff);
    }
    return value;
  }

  /** Serial type, offset and length of a column; type 0 (NULL) if the record has it not. */
  private static long[] place(byte[] record, int column) throws MalformedException {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    Varint header = Varint.read(bytes, 0, record.length);
    if (header.value() < 1 || header.value() > record.length) {
      throw new MalformedException("a record's header lies outside it");
    }
    int at = header.after();
    long data = header.value();
    for (int i = 0; at < header.value(); i++) {
      Varint type = Varint.read(bytes, at, (int) header.value());
      at = type.after();
      long length = length(type.value());
      if (length < 0 || data + length > record.length) {
        throw new MalformedException("a column lies outside its record");
      }
      if (i == column) {
        return new long[] {type.value(), data, length};
      }
      data += length;
    }
    return new long[] {0, 0, 0};
  }

  private static long length(long type) throws MalformedException {
    if (type >= 12) {
      return (type - 12) / 2;
    }
    return switch ((int) type) {
      case 0, 8, 9 -> 0;
      case 1, 2, 3, 4 -> type;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> throw new MalformedException("a column of type " + type);
    };
  }

  /** One to nine bytes, seven bits each but for the ninth's eight. */
  private record Varint(long value, int after) {
    static Varint read(ByteBuffer bytes, int at, int end) throws MalformedException {
      long value = 0;
      for (int i = 0; i < 9; i++) {
        if (at + i >= end || at + i < 0) {
          throw new MalformedException("a number is cut off");
        }
        int b = bytes.get(at + i);
        if (i == 8) {
          return new Varint(value << 8 | (b & 0xff), at + 9);
        }
        value = value << 7 | (b & 0x7f);
        if (b >= 0) {
          return new Varint(value, at + i + 1);
        }
      }
      throw new AssertionError("nine bytes are the last");
    }
  }

  /**
   * Pages that a log has committed.
   *
   * @param pages number of the page to its place in the log: the last committed one
   */
  record WriteAheadLog(int pageBytes, Map<Integer, Long> pages) {
    private static final int MAGIC = 0x377f0682;

    static WriteAheadLog read(ByteSource log) throws IOException {
      if (log.sizeBytes() < 32) {
        return new WriteAheadLog(0, Map.of());
      }
      ByteBuffer header = ByteBuffer.wrap(log.read(0, 32));
      int magic = header.getInt(0);
      int page = header.getInt(8);
      if ((magic & ~1) != MAGIC || page < 512 || page > 65536 || Integer.bitCount(page) != 1) {
        throw new MalformedException("its write-ahead log is none");
      }
      ByteOrder order = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      int[] sum = {0, 0};
      checksum(header.order(order), 0, 24, sum);
      header.order(ByteOrder.BIG_ENDIAN);
      if (sum[0] != header.getInt(24) || sum[1] != header.getInt(28)) {
        // SQLite takes such a log for an empty one.
        return new WriteAheadLog(page, Map.of());
      }
      Map<Integer, Long> committed = new HashMap<>();
      Map<Integer, Long> pending = new HashMap<>();
      for (long at = 32; at + 24 + page <= log.sizeBytes(); at += 24 + page) {
        ByteBuffer frame = ByteBuffer.wrap(log.read(at, 24 + page));
        if (frame.getInt(8) != header.getInt(16) || frame.getInt(12) != header.getInt(20)) {
          break;
        }
        checksum(frame.order(order), 0, 8, sum);
        checksum(frame, 24, page, sum);
        frame.order(ByteOrder.BIG_ENDIAN);
        if (sum[0] != frame.getInt(16) || sum[1] != frame.getInt(20)) {
          break;
        }
        pending.put(frame.getInt(0), at + 24);
        if (frame.getInt(4) != 0) {
          committed.putAll(pending);
          pending.clear();
        }
      }
      return new WriteAheadLog(page, committed);
    }

    private static void checksum(ByteBuffer bytes, int from, int length, int[] sum) {
      for (int i = from; i < from + length; i += 8) {
        sum[0] += bytes.getInt(i) + sum[1];
        sum[1] += bytes.getInt(i + 4) + sum[0];
      }
    }
  }
}
