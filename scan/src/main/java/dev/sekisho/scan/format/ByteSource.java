package dev.sekisho.scan.format;

import java.io.IOException;
import java.util.Arrays;

/** Bytes that can be read anywhere, such as a file of a layer, or a part of one. */
public interface ByteSource {
  long sizeBytes();

  /**
   * Reads exactly so many bytes.
   *
   * @throws MalformedException if they do not lie within the source
   * @throws IOException if the input broke off
   */
  void read(long position, byte[] into, int offset, int length) throws IOException;

  /** A copy of so many bytes. */
  default byte[] read(long position, int length) throws IOException {
    check(this, position, length);
    byte[] bytes = new byte[length];
    read(position, bytes, 0, length);
    return bytes;
  }

  /** A part of this source; it must lie within it. */
  default ByteSource slice(long from, long length) throws MalformedException {
    check(this, from, length);
    return new Slice(this, from, length);
  }

  static ByteSource of(byte[] bytes, int length) {
    return new InMemory(bytes, length);
  }

  static ByteSource of(byte[] bytes) {
    return new InMemory(bytes, bytes.length);
  }

  /** Before anything is allocated. */
  static void check(ByteSource source, long position, long length) throws MalformedException {
    if (position < 0 || length < 0 || position > source.sizeBytes() - length) {
      throw new MalformedException(
          length + " bytes at " + position + " lie outside its " + source.sizeBytes() + " bytes");
    }
  }

  /** The first {@code length} bytes of an array. */
  final class InMemory implements ByteSource {
    private final byte[] bytes;
    private final int length;

    private InMemory(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public long sizeBytes() {
      return length;
    }

    @Override
    public void read(long position, byte[] into, int offset, int count) throws IOException {
      check(this, position, count);
      System.arraycopy(bytes, (int) position, into, offset, count);
    }

    @Override
    public byte[] read(long position, int count) throws IOException {
      check(this, position, count);
      return Arrays.copyOfRange(bytes, (int) position, (int) position + count);
    }
  }

  /** A part of another source. */
  final class Slice implements ByteSource {
    private final ByteSource whole;
    private final long from;
    private final long length;

    private Slice(ByteSource whole, long from, long length) {
      this.whole = whole;
      this.from = from;
      this.length = length;
    }

    @Override
    public long sizeBytes() {
      return length;
    }

    @Override
    public void read(long position, byte[] into, int offset, int count) throws IOException {
      check(this, position, count);
      whole.read(from + position, into, offset, count);
    }
  }
}
