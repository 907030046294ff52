package dev.sekisho.container.image;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a blob is compressed: by its first bytes, as media types are not always right. */
enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** How many bytes {@link #of} wants to see. */
  static final int BYTES = 4;

  static Compression of(byte[] first, int length) {
    if (length >= 2 && first[0] == 0x1f && first[1] == (byte) 0x8b) {
      return GZIP;
    }
    if (length < BYTES) {
      return NONE;
    }
    int magic = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt();
    boolean skippable = (magic & 0xfffffff0) == 0x184d2a50;
    return magic == 0xfd2fb528 || skippable ? ZSTD : NONE;
  }

  /** What the compressed bytes decode to. */
  InputStream decoder(CompressedBytes in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> new GzipDecoder(in);
      case ZSTD -> zstd(in);
    };
  }

  private static InputStream zstd(CompressedBytes in) throws IOException {
    ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(in);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        try {
          int count = zstd.read(into, offset, length);
          in.checkRatio(Math.max(0, count));
          return count;
        } catch (ZstdIOException e) {
          MalformedLayer malformed = new MalformedLayer("compressed", in.count());
          malformed.initCause(e);
          throw malformed;
        }
      }

      @Override
      public void close() throws IOException {
        zstd.close();
      }
    };
  }
}
