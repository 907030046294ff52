package dev.sekisho.scan.advisory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Numbers and texts written compactly: lengths in seven-bit groups, texts in UTF-8. */
final class Packed {
  private Packed() {}

  /** Writes. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Writer number(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        bytes.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      bytes.write((int) left);
      return this;
    }

    Writer text(String value) {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
      return this;
    }

    Writer texts(List<String> values) {
      number(values.size());
      values.forEach(this::text);
      return this;
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }

  /** Reads what a {@link Writer} wrote; anything else is {@link DamagedDatabaseException}. */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.length) throw new DamagedDatabaseException("a number is cut off");
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) return value;
      }
      throw new DamagedDatabaseException("a number is too long");
    }

    /** A count of things of which each takes at least a byte. */
    int count() {
      long value = number();
      if (value < 0 || value > bytes.length - at) {
        throw new DamagedDatabaseException("a count of " + value + " in " + (bytes.length - at));
      }
      return (int) value;
    }

    String text() {
      int length = count();
      String text = new String(bytes, at, length, StandardCharsets.UTF_8);
      at += length;
      return text;
    }

    List<String> texts() {
      int count = count();
      List<String> texts = new ArrayList<>(count);
      for (int i = 0; i < count; i++) texts.add(text());
      return texts;
    }
  }
}
