package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The compressed bytes of a layer on their way to a decoder: buffered, counted, hashed if nobody
 * else does. For one thread.
 */
final class CompressedBytes extends InputStream {
  /** A small file may compress as well as it likes. */
  private static final long UNWATCHED_BYTES = 64L << 20;

  private final InputStream in;
  private final Optional<Hash> hash;
  private final int maximumRatio;
  private final byte[] buffer = new byte[64 * 1024];
  private int next;
  private int end;
  private long filled;
  private long decoded;

  CompressedBytes(InputStream in, Optional<Hash> hash, int maximumRatio) {
    this.in = in;
    this.hash = hash;
    this.maximumRatio = maximumRatio;
  }

  /** How they are compressed; something was filled before. */
  Compression compression() {
    return Compression.of(buffer, end);
  }

  byte[] buffer() {
    return buffer;
  }

  int next() {
    return next;
  }

  @Override
  public int available() {
    return end - next;
  }

  void take(int count) {
    next += count;
  }

  /** Puts back what a decoder took last and did not use. */
  void giveBack(int count) {
    next -= count;
  }

  /** How many bytes were taken. */
  long count() {
    return filled - (end - next);
  }

  /** Reads more if nothing is left; false at the end. */
  boolean fill() throws IOException {
    if (next < end) {
      return true;
    }
    next = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    filled += end;
    if (end > 0 && hash.isPresent()) {
      hash.get().update(buffer, 0, end);
    }
    return end > 0;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(buffer, next, into, offset, count);
    next += count;
    return count;
  }

  /** Counts what came out of the decoder. */
  void checkRatio(int more) throws LimitReached {
    decoded += more;
    if (decoded > UNWATCHED_BYTES && decoded / Math.max(1, filled) >= maximumRatio) {
      throw new LimitReached("limit-ratio", maximumRatio);
    }
  }

  /** Reads to the end, so that the hash covers all. */
  void drain() throws IOException {
    next = end;
    while (fill()) {
      next = end;
    }
  }
}
