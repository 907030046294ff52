package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.io.IOException;

/** An archive that comes as a stream, hashed as it passes. */
final class StreamBytes implements TarBytes {
  private final Blocks blocks;
  private final Hash hash;
  private final Budget budget;
  private byte[] buffer = new byte[0];
  private int next;
  private int end;
  private long position;

  /**
   * @param hash of all bytes, those that are skipped too
   */
  StreamBytes(Blocks blocks, Hash hash, Budget budget) {
    this.blocks = blocks;
    this.hash = hash;
    this.budget = budget;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && (next < end || fill())) {
      int count = Math.min(length - done, end - next);
      System.arraycopy(buffer, next, into, offset + done, count);
      next += count;
      done += count;
    }
    position += done;
    return done;
  }

  private boolean fill() throws IOException {
    Blocks.Block block = blocks.next();
    buffer = block.bytes();
    next = 0;
    end = block.length();
    hash.update(buffer, 0, end);
    return end > 0;
  }

  @Override
  public long skip(long count) throws IOException {
    long done = 0;
    while (done < count && (next < end || fill())) {
      int part = (int) Math.min(count - done, end - next);
      next += part;
      done += part;
    }
    position += done;
    return done;
  }

  /**
   * Reads what is left, such as the padding after the end of the archive.
   *
   * @return the digest of all bytes
   */
  Digest finish() throws IOException {
    long before = position;
    while (skip(1 << 20) > 0) {
      budget.count(position - before);
      before = position;
    }
    return hash.digest();
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public int readAt(long position, byte[] into, int offset, int length) {
    throw new AssertionError("a stream cannot seek");
  }
}
