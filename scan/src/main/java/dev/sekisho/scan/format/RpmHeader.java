package dev.sekisho.scan.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The record of a package in an rpm database: a header without its lead.
 *
 * <p>All numbers are big-endian: count of entries, bytes of data, entries of (tag, type, offset,
 * count), data.
 *
 * @see <a href="https://rpm-software-management.github.io/rpm/manual/format_header.html">rpm header
 *     format</a>
 */
public final class RpmHeader {
  private static final int NAME = 1000;
  private static final int VERSION = 1001;
  private static final int RELEASE = 1002;
  private static final int EPOCH = 1003;
  private static final int VENDOR = 1011;
  private static final int LICENCE = 1014;
  private static final int ARCHITECTURE = 1022;
  private static final int OLD_FILE_NAMES = 1027;
  private static final int SOURCE_RPM = 1044;
  private static final int DIRECTORY_INDEXES = 1116;
  private static final int BASE_NAMES = 1117;
  private static final int DIRECTORY_NAMES = 1118;
  private static final int MODULARITY_LABEL = 5096;

  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;
  private static final int I18N_STRING = 9;

  /** rpm's own limits, rpmio/rpmio_internal.h: hdrchkTags and hdrchkData. */
  private static final int ENTRIES = 0x00ffff;

  private static final int DATA = 0x0fff_ffff;

  private final byte[] bytes;
  private final ByteBuffer blob;
  private final int entries;
  private final int data;
  private final int end;

  private RpmHeader(byte[] bytes, ByteBuffer blob, int entries, int data, int end) {
    this.bytes = bytes;
    this.blob = blob;
    this.entries = entries;
    this.data = data;
    this.end = end;
  }

  public static RpmHeader read(byte[] bytes) throws MalformedException {
    if (bytes.length < 8) {
      throw new MalformedException("is shorter than a header");
    }
    ByteBuffer blob = ByteBuffer.wrap(bytes);
    int entries = blob.getInt(0);
    int length = blob.getInt(4);
    if (entries < 1 || entries > ENTRIES || length < 0 || length > DATA) {
      throw new MalformedException(entries + " entries with " + length + " bytes are no header");
    }
    long end = 8L + 16L * entries + length;
    if (end > bytes.length) {
      throw new MalformedException("is cut off: " + bytes.length + " of " + end + " bytes");
    }
    return new RpmHeader(bytes, blob, entries, 8 + 16 * entries, (int) end);
  }

  public String name() {
    return string(NAME);
  }

  public String version() {
    return string(VERSION);
  }

  public String release() {
    return string(RELEASE);
  }

  /** Decimal; empty if the package has none. */
  public String epoch() {
    int entry = find(EPOCH);
    return entry < 0 || type(entry) != INT32 || !fits(offset(entry), 4)
        ? ""
        : Integer.toUnsignedString(blob.getInt(data + offset(entry)));
  }

  public String architecture() {
    return string(ARCHITECTURE);
  }

  public String vendor() {
    return string(VENDOR);
  }

  public String licence() {
    return string(LICENCE);
  }

  /** File name of the source package. */
  public String sourceRpm() {
    String text = string(SOURCE_RPM);
    return text.equals("(none)") ? "" : text;
  }

  /** Name and stream of the module, such as {@code nodejs:18}; empty if there is none. */
  public String module() {
    String label = string(MODULARITY_LABEL);
    int first = label.indexOf(':');
    int second = first < 0 ? -1 : label.indexOf(':', first + 1);
    return second < 0 ? label : label.substring(0, second);
  }

  /**
   * Gives each file's path, with a leading slash.
   *
   * @throws MalformedException when the lists do not fit together; what was given before stands
   */
  public void files(Consumer<String> path) throws MalformedException {
    int bases = find(BASE_NAMES);
    if (bases < 0) {
      int old = find(OLD_FILE_NAMES);
      if (old >= 0) {
        Strings names = new Strings(old);
        while (names.hasNext()) {
          path.accept(names.next());
        }
      }
      return;
    }
    int indexes = find(DIRECTORY_INDEXES);
    int directories = find(DIRECTORY_NAMES);
    if (indexes < 0 || directories < 0) {
      throw new MalformedException("names of files without directories");
    }
    Strings list = new Strings(directories);
    String[] names = new String[list.left];
    for (int i = 0; i < names.length; i++) {
      names[i] = list.next();
    }
    Strings files = new Strings(bases);
    if (type(indexes) != INT32 || !fits(offset(indexes), 4L * files.left)) {
      throw new MalformedException("indexes of directories lie outside the data");
    }
    for (int i = 0; files.hasNext(); i++) {
      int index = blob.getInt(data + offset(indexes) + 4 * i);
      if (index < 0 || index >= names.length) {
        throw new MalformedException("directory " + index + " of " + names.length);
      }
      path.accept(names[index] + files.next());
    }
  }

  private int find(int tag) {
    for (int i = 0; i < entries; i++) {
      if (blob.getInt(8 + 16 * i) == tag) {
        return i;
      }
    }
    return -1;
  }

  private int type(int entry) {
    return blob.getInt(8 + 16 * entry + 4);
  }

  private int offset(int entry) {
    return blob.getInt(8 + 16 * entry + 8);
  }

  private int count(int entry) {
    return blob.getInt(8 + 16 * entry + 12);
  }

  private boolean fits(int offset, long length) {
    return offset >= 0 && data + (long) offset + length <= end;
  }

  private String string(int tag) {
    int entry = find(tag);
    if (entry < 0 || !fits(offset(entry), 1)) {
      return "";
    }
    int type = type(entry);
    if (type != STRING && type != STRING_ARRAY && type != I18N_STRING) {
      return "";
    }
    int start = data + offset(entry);
    int stop = start;
    while (stop < end && blob.get(stop) != 0) {
      stop++;
    }
    return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
  }

  /** Strings one after another, each ended by a zero. */
  private final class Strings {
    private int left;
    private int at;

    Strings(int entry) throws MalformedException {
      left = count(entry);
      at = data + offset(entry);
      // Each string has at least its zero, so that the count is bounded by the data.
      if (left < 0 || !fits(offset(entry), left)) {
        throw new MalformedException(left + " strings do not fit in the data");
      }
    }

    boolean hasNext() {
      return left > 0;
    }

    String next() throws MalformedException {
      int start = at;
      while (at < end && blob.get(at) != 0) {
        at++;
      }
      if (at >= end) {
        throw new MalformedException("a list of strings is cut off");
      }
      left--;
      return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
    }
  }
}
