package dev.sekisho.scan.secret;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as text, one character each, for expressions. Counts what is read of it, since an
 * expression that tries everything would not end in our time.
 */
final class ByteText implements CharSequence {
  private final byte[] bytes;
  private final int length;
  private long budget;

  ByteText(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** An expression reads more than was granted. */
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExhaustedException() {
      super("reads too much", null, false, false);
    }
  }

  /** Sets how many characters may be read from now on. */
  void grant(long characters) {
    budget = characters;
  }

  /** What may still be read. */
  long left() {
    return budget;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    if (--budget < 0) {
      throw new ExhaustedException();
    }
    return (char) (bytes[index] & 0xff);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
