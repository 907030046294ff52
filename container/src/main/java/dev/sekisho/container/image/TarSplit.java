package dev.sekisho.container.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A layer's archive, put together from the record that Docker keeps of it (a line of JSON each:
 * pieces of the archive, and names of files whose content stands between them) and the files.
 *
 * @see <a
 *     href="https://github.com/vbatts/tar-split/blob/v0.11.5/tar/storage/entry.go">tar-split</a>
 */
final class TarSplit extends InputStream {
  private static final int LINE_BYTES = 4 << 20;
  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

  private static final long FILE = 1;
  private static final long PIECE = 2;

  private final InputStream record;
  private final Path files;
  private final byte[] buffer = new byte[64 * 1024];
  private int next;
  private int end;
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private Optional<FileChannel> file = Optional.empty();
  private long left;

  /**
   * Begins.
   *
   * @param record decompressed
   * @param files directory of the layer
   */
  TarSplit(InputStream record, Path files) {
    this.record = record;
    this.files = files;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (piece.hasRemaining()) {
        int count = Math.min(length, piece.remaining());
        piece.get(into, offset, count);
        return count;
      }
      if (file.isPresent()) {
        return ofFile(file.get(), into, offset, length);
      }
      byte[] line = line();
      if (line.length == 0) {
        return -1;
      }
      entry(line);
    }
  }

  private int ofFile(FileChannel channel, byte[] into, int offset, int length) throws IOException {
    int wanted = (int) Math.min(length, left);
    int count = channel.read(ByteBuffer.wrap(into, offset, wanted));
    if (count <= 0) {
      throw Words.problem("engine-store", files);
    }
    left -= count;
    if (left == 0) {
      channel.close();
      file = Optional.empty();
    }
    return count;
  }

  private void entry(byte[] line) throws IOException {
    try {
      Json json = Json.parse(line);
      long type = json.member("type").number();
      if (type == PIECE) {
        piece = ByteBuffer.wrap(Base64.getDecoder().decode(json.member("payload").text()));
      } else if (type == FILE && json.member("size").number() > 0) {
        open(name(json), json.member("size").number());
      }
    } catch (Json.Malformed | IllegalArgumentException e) {
      throw Words.problem(e, "engine-store", files);
    }
  }

  private static String name(Json json) {
    Optional<String> raw = json.member("name_raw").some();
    return raw.isEmpty()
        ? json.member("name").text()
        : new String(Base64.getDecoder().decode(raw.get()), StandardCharsets.UTF_8);
  }

  /** A file that is another than the archive's shows in the DiffID. */
  private void open(String name, long size) throws IOException {
    Path path = files.resolve(name.startsWith("/") ? name.substring(1) : name).normalize();
    // A pipe or a device would wait for ever.
    if (!path.startsWith(files) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw Words.problem("engine-store", files);
    }
    file = Optional.of(FileChannel.open(path, READ));
    left = size;
  }

  /** The next line without its end; empty at the end. */
  private byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    while (true) {
      if (next == end) {
        next = 0;
        end = Math.max(0, record.read(buffer, 0, buffer.length));
        if (end == 0) {
          return line.toByteArray();
        }
      }
      int start = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      line.write(buffer, start, next - start);
      if (line.size() > LINE_BYTES) {
        throw Words.problem("engine-store", files);
      }
      if (next < end) {
        next++;
        return line.toByteArray();
      }
    }
  }

  @Override
  public void close() throws IOException {
    record.close();
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
