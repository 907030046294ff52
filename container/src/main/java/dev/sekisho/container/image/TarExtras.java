package dev.sekisho.container.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What headers before a header say of it: records of pax, long names of GNU tar.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03">POSIX
 *     pax, extended header</a>
 */
final class TarExtras {
  private Optional<byte[]> path = Optional.empty();
  private Optional<byte[]> link = Optional.empty();
  private long size = TarNumber.NONE;
  private long user = TarNumber.NONE;
  private long group = TarNumber.NONE;
  private boolean sparse;

  /** Begins with what a global header has set. */
  static TarExtras after(TarExtras global) {
    TarExtras extras = new TarExtras();
    extras.path = global.path;
    extras.link = global.link;
    extras.size = global.size;
    extras.user = global.user;
    extras.group = global.group;
    extras.sparse = global.sparse;
    return extras;
  }

  void longName(byte[] bytes) {
    path = Optional.of(untilZero(bytes));
  }

  void longLink(byte[] bytes) {
    link = Optional.of(untilZero(bytes));
  }

  private static byte[] untilZero(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  /** Reads records of the form {@code length key=value\n}, the length counting itself. */
  void pax(byte[] records) throws MalformedLayer {
    int at = 0;
    while (at < records.length && records[at] != 0) {
      int space = at;
      int length = 0;
      while (space < records.length && records[space] >= '0' && records[space] <= '9') {
        length = length * 10 + records[space] - '0';
        if (length > records.length - at) {
          throw new MalformedLayer("pax");
        }
        space++;
      }
      if (space == at || space >= records.length || records[space] != ' ') {
        throw new MalformedLayer("pax");
      }
      record(records, space + 1, at + length);
      at += length;
    }
  }

  private void record(byte[] records, int start, int end) throws MalformedLayer {
    if (end <= start || records[end - 1] != '\n') {
      throw new MalformedLayer("pax");
    }
    int equal = start;
    while (equal < end && records[equal] != '=') {
      equal++;
    }
    if (equal == end) {
      throw new MalformedLayer("pax");
    }
    String key = new String(records, start, equal - start, StandardCharsets.ISO_8859_1);
    set(key, Arrays.copyOfRange(records, equal + 1, Math.max(equal + 1, end - 1)));
  }

  private void set(String key, byte[] value) throws MalformedLayer {
    switch (key) {
      case "path" -> path = some(value);
      case "linkpath" -> link = some(value);
      case "size" -> size = number(value);
      case "uid" -> user = number(value);
      case "gid" -> group = number(value);
      default -> sparse |= key.startsWith("GNU.sparse.");
    }
  }

  /** An empty value takes back what was set. */
  private static Optional<byte[]> some(byte[] value) {
    return value.length == 0 ? Optional.empty() : Optional.of(value);
  }

  private static long number(byte[] value) throws MalformedLayer {
    if (value.length == 0) {
      return TarNumber.NONE;
    }
    long number = 0;
    for (byte each : value) {
      int digit = each - '0';
      if (digit < 0 || digit > 9 || number > Long.MAX_VALUE / 10 - 1) {
        throw new MalformedLayer("pax");
      }
      number = number * 10 + digit;
    }
    return number;
  }

  byte[] path(TarBlock block) {
    return path.orElseGet(block::name);
  }

  byte[] link(TarBlock block) {
    return link.orElseGet(block::link);
  }

  long size(TarBlock block) {
    return size == TarNumber.NONE ? block.size() : size;
  }

  long user(TarBlock block) {
    return Math.max(0, user == TarNumber.NONE ? block.user() : user);
  }

  long group(TarBlock block) {
    return Math.max(0, group == TarNumber.NONE ? block.group() : group);
  }

  boolean sparse() {
    return sparse;
  }
}
