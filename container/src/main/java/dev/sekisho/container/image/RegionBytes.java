package dev.sekisho.container.image;

import java.io.IOException;

/** An archive that lies uncompressed in a file: headers through a buffer, the rest by seeks. */
final class RegionBytes implements TarBytes {
  static final int BUFFER_BYTES = 32 * 1024;

  private final Region region;
  private final byte[] buffer;
  private long bufferStart;
  private int buffered;
  private long position;

  RegionBytes(Region region) {
    this(region, new byte[BUFFER_BYTES]);
  }

  /**
   * With a buffer that others use before and after.
   *
   * @param buffer of {@link #BUFFER_BYTES}
   */
  RegionBytes(Region region, byte[] buffer) {
    this.region = region;
    this.buffer = buffer;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long inBuffer = position - bufferStart;
      if (inBuffer >= 0 && inBuffer < buffered) {
        int count = (int) Math.min(length - done, buffered - inBuffer);
        System.arraycopy(buffer, (int) inBuffer, into, offset + done, count);
        done += count;
        position += count;
      } else if (length - done >= BUFFER_BYTES) {
        int count = region.readAt(position, into, offset + done, length - done);
        position += count;
        return done + count;
      } else if (!fill()) {
        break;
      }
    }
    return done;
  }

  private boolean fill() throws IOException {
    bufferStart = position;
    buffered = region.readAt(position, buffer, 0, BUFFER_BYTES);
    return buffered > 0;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.min(count, region.size() - position);
    position += skipped;
    return skipped;
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public int readAt(long position, byte[] into, int offset, int length) throws IOException {
    return region.readAt(position, into, offset, length);
  }
}
