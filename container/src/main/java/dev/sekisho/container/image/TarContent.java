package dev.sekisho.container.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file that a walker through an archive is at. */
final class TarContent implements EntryContent, AutoCloseable {
  /** Up to here, what must be kept is kept in memory. */
  private static final long KEPT_IN_MEMORY_BYTES = 8L << 20;

  private final TarBytes in;
  private final long start;
  private final long size;
  private final Budget budget;
  private final ContentBuffer buffer;
  private Optional<byte[]> loaded = Optional.empty();
  private Optional<Region> copied = Optional.empty();
  private int acquired;

  TarContent(TarBytes in, long size, Budget budget, ContentBuffer buffer) {
    this.in = in;
    this.start = in.position();
    this.size = size;
    this.budget = budget;
    this.buffer = buffer;
  }

  @Override
  public long sizeBytes() {
    return size;
  }

  @Override
  public byte[] bytes() throws IOException {
    if (loaded.isPresent()) {
      return loaded.get();
    }
    if (in.position() != start) {
      throw new IllegalStateException("the content was read as a stream before");
    }
    acquired = budget.acquire(size);
    byte[] array = size <= ContentBuffer.BYTES ? buffer.array((int) size) : new byte[(int) size];
    require(in.read(array, 0, (int) size), size);
    loaded = Optional.of(array);
    return array;
  }

  private void require(long read, long wanted) throws MalformedLayer {
    if (read < wanted) {
      throw new MalformedLayer("tar-breaks-off", in.position());
    }
  }

  @Override
  public InputStream stream() {
    if (loaded.isPresent()) {
      return new ByteArrayInputStream(loaded.get(), 0, (int) size);
    }
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, size - position);
        if (wanted <= 0) {
          return length == 0 ? 0 : -1;
        }
        int count = in.read(into, offset, wanted);
        require(count, wanted);
        position += count;
        return count;
      }

      @Override
      public long skip(long count) throws IOException {
        long wanted = Math.max(0, Math.min(count, size - position));
        require(in.skip(wanted), wanted);
        position += wanted;
        return wanted;
      }
    };
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    int wanted = (int) Math.min(length, size - position);
    if (wanted <= 0) {
      return -1;
    }
    if (in.seekable() && loaded.isEmpty()) {
      int count = in.readAt(start + position, into, offset, wanted);
      require(count, wanted);
      return count;
    }
    if (loaded.isEmpty() && size > KEPT_IN_MEMORY_BYTES) {
      if (copied.isEmpty()) {
        copied = Optional.of(copy());
      }
      return copied.get().readAt(position, into, offset, wanted);
    }
    System.arraycopy(bytes(), (int) position, into, offset, wanted);
    return wanted;
  }

  /** Keeps the content in a file that has no name any more. */
  private Region copy() throws IOException {
    Path file = Files.createTempFile(budget.temporary(), "sekisho-", ".content");
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try (OutputStream out = Files.newOutputStream(file)) {
        byte[] part = new byte[64 * 1024];
        InputStream content = stream();
        for (int count; (count = content.read(part, 0, part.length)) > 0; ) {
          out.write(part, 0, count);
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return new Region(channel, 0, size);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public boolean seekable() {
    return in.seekable();
  }

  @Override
  public void close() throws IOException {
    budget.release(acquired);
    if (copied.isPresent()) {
      copied.get().channel().close();
    }
  }
}
