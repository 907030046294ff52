package dev.sekisho.container.image;

import java.util.Arrays;

/** One header of a tar archive, 512 bytes, read where it lies. */
final class TarBlock {
  static final int BYTES = 512;

  private static final int NAME = 0;
  private static final int MODE = 100;
  private static final int USER = 108;
  private static final int GROUP = 116;
  private static final int SIZE = 124;
  private static final int MODIFIED = 136;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int TRAILER = 508;

  private final byte[] bytes = new byte[BYTES];

  /** What the next header is read into. */
  byte[] bytes() {
    return bytes;
  }

  boolean isZero() {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** Old tars summed signed bytes; both sums are taken, as every reader does. */
  boolean checksumHolds() {
    long stated = TarNumber.read(bytes, CHECKSUM, 8);
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BYTES; i++) {
      byte each = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : bytes[i];
      unsigned += each & 0xff;
      signed += each;
    }
    return stated == unsigned || stated == signed;
  }

  char type() {
    return (char) (bytes[TYPE] & 0xff);
  }

  long size() {
    return TarNumber.read(bytes, SIZE, 12);
  }

  long mode() {
    return TarNumber.read(bytes, MODE, 8);
  }

  long user() {
    return TarNumber.read(bytes, USER, 8);
  }

  long group() {
    return TarNumber.read(bytes, GROUP, 8);
  }

  long modified() {
    return TarNumber.read(bytes, MODIFIED, 12);
  }

  byte[] link() {
    return text(LINK, 100);
  }

  /** Name with the prefix of ustar, which GNU's own format uses for other things. */
  byte[] name() {
    byte[] name = text(NAME, 100);
    if (!isUstar()) {
      return name;
    }
    byte[] prefix = text(PREFIX, isStar() ? 131 : 155);
    if (prefix.length == 0) {
      return name;
    }
    byte[] joined = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    joined[prefix.length] = '/';
    System.arraycopy(name, 0, joined, prefix.length + 1, name.length);
    return joined;
  }

  private boolean isUstar() {
    return has(MAGIC, "ustar\0");
  }

  private boolean isStar() {
    return has(TRAILER, "tar\0");
  }

  private boolean has(int offset, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[offset + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private byte[] text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, offset, end);
  }
}
