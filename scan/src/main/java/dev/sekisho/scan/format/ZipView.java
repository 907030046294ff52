package dev.sekisho.scan.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip archive read by its central directory: of what is not wanted, only the name is looked at.
 * Bytes before the archive, such as the script of an executable jar, are passed over.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
public final class ZipView {
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;

  /** A directory of a million entries with long names. */
  private static final long DIRECTORY = 128L << 20;

  private final ByteSource source;
  private final byte[] directory;
  private final long before;

  private ZipView(ByteSource source, byte[] directory, long before) {
    this.source = source;
    this.directory = directory;
    this.before = before;
  }

  /**
   * An entry, as the directory describes it.
   *
   * @param packedBytes as stored
   * @param sizeBytes as the directory says: it may lie
   */
  public record Entry(
      String name, int method, boolean encrypted, long packedBytes, long sizeBytes, long header) {}

  /** Looks at a name before an entry is made of it. */
  @FunctionalInterface
  public interface Wanted {
    boolean test(byte[] bytes, int from, int to);
  }

  public static ZipView open(ByteSource source) throws IOException {
    long size = source.sizeBytes();
    int tail = (int) Math.min(size, 1024);
    long end = find(source.read(size - tail, tail), size - tail);
    if (end < 0 && size > tail) {
      tail = (int) Math.min(size, 65535 + END_BYTES);
      end = find(source.read(size - tail, tail), size - tail);
    }
    if (end < 0) {
      throw new MalformedException("is no zip archive: it has no end record");
    }
    ByteBuffer record = little(source.read(end, END_BYTES));
    long length = record.getInt(12) & 0xffff_ffffL;
    long offset = record.getInt(16) & 0xffff_ffffL;
    long stop = end;
    if (length == 0xffff_ffffL || offset == 0xffff_ffffL || record.getShort(10) == -1) {
      ByteBuffer locator = little(source.read(end - 20, 20));
      if (locator.getInt(0) == LOCATOR_64) {
        stop = locator.getLong(8);
        ByteBuffer large = little(source.read(stop, 56));
        if (large.getInt(0) != END_64) {
          throw new MalformedException("its zip64 end record is none");
        }
        length = large.getLong(40);
        offset = large.getLong(48);
      }
    }
    if (length < 0 || length > DIRECTORY || length > stop) {
      throw new MalformedException("a directory of " + length + " bytes");
    }
    long start = stop - length;
    return new ZipView(source, source.read(start, (int) length), start - offset);
  }

  private static long find(byte[] tail, long position) {
    for (int i = tail.length - END_BYTES; i >= 0; i--) {
      if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6) {
        return position + i;
      }
    }
    return -1;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Those of its entries that are wanted, in the order of the directory. */
  public List<Entry> entries(Wanted wanted) throws MalformedException {
    List<Entry> entries = new ArrayList<>();
    ByteBuffer bytes = little(directory);
    int at = 0;
    while (at + CENTRAL_BYTES <= directory.length && bytes.getInt(at) == CENTRAL) {
      int name = bytes.getShort(at + 28) & 0xffff;
      int extra = bytes.getShort(at + 30) & 0xffff;
      int comment = bytes.getShort(at + 32) & 0xffff;
      int next = at + CENTRAL_BYTES + name + extra + comment;
      if (next > directory.length) {
        throw new MalformedException("its directory is cut off");
      }
      int start = at + CENTRAL_BYTES;
      if (wanted.test(directory, start, start + name)) {
        entries.add(entry(bytes, at, start, name, extra));
      }
      at = next;
    }
    return entries;
  }

  private Entry entry(ByteBuffer bytes, int at, int start, int name, int extra) {
    long packed = bytes.getInt(at + 20) & 0xffff_ffffL;
    long size = bytes.getInt(at + 24) & 0xffff_ffffL;
    long header = bytes.getInt(at + 42) & 0xffff_ffffL;
    int field = start + name;
    int stop = field + extra;
    while (field + 4 <= stop) {
      int length = bytes.getShort(field + 2) & 0xffff;
      int value = field + 4;
      if (bytes.getShort(field) == 1 && value + length <= stop) {
        if (size == 0xffff_ffffL && value + 8 <= stop) {
          size = bytes.getLong(value);
          value += 8;
        }
        if (packed == 0xffff_ffffL && value + 8 <= stop) {
          packed = bytes.getLong(value);
          value += 8;
        }
        if (header == 0xffff_ffffL && value + 8 <= stop) {
          header = bytes.getLong(value);
        }
      }
      field += 4 + length;
    }
    return new Entry(
        new String(directory, start, name, StandardCharsets.UTF_8),
        bytes.getShort(at + 10) & 0xffff,
        (bytes.getShort(at + 8) & 1) != 0,
        packed,
        size,
        header);
  }

  /**
   * An entry's content: a view where it is stored, inflated otherwise.
   *
   * @param limitBytes how much may be inflated
   */
  public ByteSource content(Entry entry, long limitBytes) throws IOException {
    if (entry.encrypted()) {
      throw new MalformedException("is encrypted");
    }
    long at = before + entry.header();
    ByteBuffer local = little(source.read(at, LOCAL_BYTES));
    if (local.getInt(0) != LOCAL) {
      throw new MalformedException("does not lie where the directory says");
    }
    long start = at + LOCAL_BYTES + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    ByteSource packed = source.slice(start, entry.packedBytes());
    return switch (entry.method()) {
      case 0 -> packed;
      case 8 -> inflate(packed, entry.sizeBytes(), limitBytes);
      default -> throw new MalformedException("is compressed by method " + entry.method());
    };
  }

  private static ByteSource inflate(ByteSource packed, long size, long limit) throws IOException {
    if (size < 0 || size > limit || packed.sizeBytes() > limit) {
      throw new MalformedException(size + " bytes are more than the " + limit + " that are read");
    }
    // Deflate makes at most 1032 bytes of one: what says more lies, and nothing is allocated.
    if (size > packed.sizeBytes() * 1032 + 64) {
      throw new MalformedException("says it has " + size + " bytes, which it cannot have");
    }
    byte[] bytes = new byte[(int) size];
    byte[] in = new byte[(int) Math.min(packed.sizeBytes(), 64 * 1024)];
    Inflater inflater = new Inflater(true);
    try {
      long read = 0;
      int filled = 0;
      while (filled < bytes.length && !inflater.finished()) {
        int count = inflater.inflate(bytes, filled, bytes.length - filled);
        filled += count;
        if (count == 0 && !inflater.finished()) {
          int part = (int) Math.min(in.length, packed.sizeBytes() - read);
          if (part == 0 || !inflater.needsInput()) {
            throw new MalformedException("its compressed content is cut off");
          }
          packed.read(read, in, 0, part);
          read += part;
          inflater.setInput(in, 0, part);
        }
      }
      if (filled < bytes.length) {
        throw new MalformedException("has " + filled + " bytes, says it has " + bytes.length);
      }
    } catch (DataFormatException e) {
      throw new MalformedException("its compressed content is broken");
    } finally {
      inflater.end();
    }
    return ByteSource.of(bytes);
  }
}
