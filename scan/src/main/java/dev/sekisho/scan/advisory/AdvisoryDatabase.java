package dev.sekisho.scan.advisory;

import dev.sekisho.model.ScanReport;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The advisories on disk, read-only; see {@link DatabaseFile} for the layout. Opening reads the
 * header, a look-up a few kilobytes; nothing is loaded whole. Safe for many threads.
 */
public final class AdvisoryDatabase implements AutoCloseable {
  /** Entries before and after a guessed place. */
  private static final int WINDOW = 256;

  private final FileChannel file;
  private final ByteBuffer header;

  private AdvisoryDatabase(FileChannel file, ByteBuffer header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Opens a database.
   *
   * @throws DamagedDatabaseException if the file is none, is cut off or of another format
   * @throws IOException if it cannot be opened, {@link java.nio.file.NoSuchFileException} if there
   *     is none
   */
  public static AdvisoryDatabase open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ByteBuffer header = ByteBuffer.allocate(DatabaseFile.HEADER_BYTES);
      if (file.read(header, 0) < DatabaseFile.HEADER_BYTES
          || header.getLong(0) != DatabaseFile.MAGIC) {
        throw new DamagedDatabaseException(path + " is no database of advisories");
      }
      if (header.getInt(8) != DatabaseFile.FORMAT) {
        throw new DamagedDatabaseException(
            path
                + " has format "
                + header.getInt(8)
                + ", this version reads "
                + DatabaseFile.FORMAT);
      }
      if (header.getLong(16) != file.size()) {
        throw new DamagedDatabaseException(path + " is cut off");
      }
      return new AdvisoryDatabase(file, header);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What a report says of it. */
  public ScanReport.AdvisoryState state() {
    return new ScanReport.AdvisoryState(
        Instant.ofEpochMilli(header.getLong(24)),
        Instant.ofEpochMilli(header.getLong(32)),
        header.getInt(40));
  }

  /** Number of affected packages by ecosystem. */
  public Map<String, Integer> ecosystems() {
    Packed.Reader reader = new Packed.Reader(read(place(6), (int) place(7)));
    Map<String, Integer> ecosystems = new TreeMap<>();
    for (int left = reader.count(); left > 0; left--) {
      ecosystems.put(reader.text(), (int) reader.number());
    }
    return ecosystems;
  }

  /** Whether every byte is as it was written; reads the whole file. */
  public boolean verify() throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer block = ByteBuffer.allocate(1 << 16);
    long at = DatabaseFile.HEADER_BYTES;
    for (int n = file.read(block, at); n > 0; n = file.read(block, at)) {
      sum.update(block.flip());
      block.clear();
      at += n;
    }
    return (int) sum.getValue() == header.getInt(12);
  }

  /** What records say of a package. */
  List<Records.Entry> affected(String ecosystem, String name) {
    List<Records.Entry> entries = new ArrayList<>();
    for (long place : find(0, Hashes.of(ecosystem, name))) {
      Packed.Reader reader = new Packed.Reader(at(place));
      while (reader.hasMore()) {
        Records.Entry entry = Records.entry(reader);
        // Two names may have one hash.
        if (entry.affected().ecosystem().equals(ecosystem)
            && entry.affected().name().equals(name)) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  Advisory advisory(Records.Entry entry) {
    return Records.advisory(read(entry.offset(), entry.length()));
  }

  /** The records that have this id or alias. */
  public List<Advisory> advisories(String id) {
    List<Advisory> found = new ArrayList<>();
    for (long place : find(2, Hashes.of(id))) {
      Advisory advisory = Records.advisory(at(place));
      if (advisory.id().equals(id) || advisory.aliases().contains(id)) found.add(advisory);
    }
    return found;
  }

  /** EPSS of a vulnerability. */
  OptionalDouble exploitProbability(String id) {
    for (long value : find(4, Hashes.of(id))) {
      float epss = Float.intBitsToFloat((int) (value >>> 32));
      if (epss >= 0) return OptionalDouble.of(Math.round(epss * 1e5) / 1e5);
    }
    return OptionalDouble.empty();
  }

  /** Since when CISA lists a vulnerability. */
  Optional<LocalDate> knownExploited(String id) {
    for (long value : find(4, Hashes.of(id))) {
      int day = (int) value;
      if (day >= 0) return Optional.of(LocalDate.ofEpochDay(day));
    }
    return Optional.empty();
  }

  private long place(int index) {
    return header.getLong(48 + index * Long.BYTES);
  }

  private byte[] at(long place) {
    return read(place >>> DatabaseFile.LENGTH_BITS, (int) (place & DatabaseFile.LARGEST_LENGTH));
  }

  private byte[] read(long offset, int length) {
    if (offset < DatabaseFile.HEADER_BYTES || length < 0 || offset + length > header.getLong(16)) {
      throw new DamagedDatabaseException("an offset of " + offset + " is outside of the file");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try {
      while (buffer.hasRemaining()) {
        if (file.read(buffer, offset + buffer.position()) < 0) throw new EOFException();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer.array();
  }

  /**
   * The values of a hash in a table. Hashes are even, so that the place can be guessed: one read of
   * a block around it nearly always holds what is sought. Where it does not, halving finds the
   * place.
   */
  private List<Long> find(int table, long hash) {
    long offset = place(table);
    long count = place(table + 1);
    long guess = (long) (((hash >>> 1) / (double) Long.MAX_VALUE) * count);
    long low = Math.max(0, guess - WINDOW);
    long high = Math.min(count, guess + WINDOW);
    if (low >= high || !isAround(offset, low, high, count, hash)) {
      low = 0;
      high = count;
    }
    while (high - low > 2 * WINDOW) {
      long middle = (low + high) >>> 1;
      if (Long.compareUnsigned(entry(offset, middle).getLong(0), hash) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return values(offset, low, count, hash);
  }

  /** Whether the first entry of the hash, if there is one, lies between. */
  private boolean isAround(long offset, long low, long high, long count, long hash) {
    boolean after = low == 0 || Long.compareUnsigned(entry(offset, low).getLong(0), hash) < 0;
    boolean before =
        high == count || Long.compareUnsigned(entry(offset, high - 1).getLong(0), hash) >= 0;
    return after && before;
  }

  /** All entries of a hash, from a place before them. */
  private List<Long> values(long offset, long from, long count, long hash) {
    List<Long> values = new ArrayList<>();
    for (long at = from; at < count; ) {
      int entries = (int) Math.min(2 * WINDOW, count - at);
      ByteBuffer block =
          ByteBuffer.wrap(
              read(offset + at * DatabaseFile.ENTRY_BYTES, entries * DatabaseFile.ENTRY_BYTES));
      for (int i = 0; i < entries; i++) {
        long found = block.getLong(i * DatabaseFile.ENTRY_BYTES);
        if (found == hash) values.add(block.getLong(i * DatabaseFile.ENTRY_BYTES + Long.BYTES));
        if (Long.compareUnsigned(found, hash) > 0) return values;
      }
      at += entries;
    }
    return values;
  }

  private ByteBuffer entry(long offset, long index) {
    return ByteBuffer.wrap(
        read(offset + index * DatabaseFile.ENTRY_BYTES, DatabaseFile.ENTRY_BYTES));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
