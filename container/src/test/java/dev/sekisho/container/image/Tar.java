package dev.sekisho.container.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes tar archives byte by byte, broken ones too. */
final class Tar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Tar file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Tar file(String path, byte[] content) {
    return entry(path, '0', content, header -> {});
  }

  Tar directory(String path) {
    return entry(path, '5', new byte[0], header -> {});
  }

  Tar link(char type, String path, String target) {
    return entry(path, type, new byte[0], header -> put(header, 157, target));
  }

  /** A header that pax records stand before. */
  Tar pax(String path, byte[] content, String... records) {
    StringBuilder body = new StringBuilder();
    for (String record : records) {
      int length = record.length() + 3;
      String line = length + " " + record + "\n";
      while (line.length() != length) {
        length = line.length();
        line = length + " " + record + "\n";
      }
      body.append(line);
    }
    entry("pax", 'x', body.toString().getBytes(StandardCharsets.UTF_8), header -> {});
    return file(path, content);
  }

  /** Any entry; what changes the header comes before its checksum. */
  Tar entry(String path, char type, byte[] content, Consumer<byte[]> change) {
    return entry(path.getBytes(StandardCharsets.UTF_8), type, content, change);
  }

  Tar entry(byte[] path, char type, byte[] content, Consumer<byte[]> change) {
    byte[] header = new byte[512];
    System.arraycopy(path, 0, header, 0, Math.min(100, path.length));
    put(header, 100, "0000644\0");
    put(header, 108, "0001750\0");
    put(header, 116, "0001751\0");
    put(header, 124, String.format("%011o\0", content.length));
    put(header, 136, "00000000017\0");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    change.accept(header);
    checksum(header);
    raw(header);
    raw(content);
    return raw(new byte[(512 - content.length % 512) % 512]);
  }

  static void checksum(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
  }

  static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  Tar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** With the two blocks that end an archive. */
  byte[] end() {
    return raw(new byte[1024]).bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
