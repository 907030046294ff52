package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Part of a file that is open, read by position, so that threads do not disturb one another.
 *
 * @param channel open while the region is used
 * @param offset where it begins
 * @param size its length
 */
record Region(FileChannel channel, long offset, long size) {
  /**
   * Reads as many bytes as asked for.
   *
   * @param position from the beginning of the region
   * @return fewer only where the region, or the file, ends
   */
  int readAt(long position, byte[] into, int offset, int length) throws IOException {
    if (position >= size) {
      return 0;
    }
    int wanted = (int) Math.min(length, size - position);
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, wanted);
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, this.offset + position + buffer.position() - offset);
      if (count < 0) {
        break;
      }
    }
    return buffer.position() - offset;
  }

  /** From its beginning; not buffered. */
  InputStream stream() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int count = readAt(position, into, offset, length);
        position += count;
        return count == 0 && length > 0 ? -1 : count;
      }
    };
  }
}
