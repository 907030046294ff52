package dev.sekisho.scan.inventory;

import dev.sekisho.scan.format.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An index of Java archives by SHA-1, made from a Maven repository on disk, such as {@code
 * ~/.m2/repository} or a mirror's.
 *
 * <p>Magic, version, count; for each archive, in the order of the digests, the 20 bytes of the
 * digest and where its coordinate lies; the coordinates, each a length and {@code
 * group:artifact:version}. Read in parts, so that opening costs one read. Safe for several threads.
 */
public final class ArtifactIndexFile implements ArtifactIndex, AutoCloseable {
  private static final int MAGIC = 0x534b4156; // SKAV
  private static final int VERSION = 1;
  private static final int HEADER = 12;
  private static final int RECORD = 28;
  private static final int COORDINATE = 2048;

  private final FileChannel file;
  private final int count;

  private ArtifactIndexFile(FileChannel file, int count) {
    this.file = file;
    this.count = count;
  }

  /**
   * Opens an index.
   *
   * @throws MalformedException if the file is none
   */
  public static ArtifactIndexFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    try {
      ByteBuffer header = read(file, 0, HEADER);
      int count = header.getInt(8);
      if (header.getInt(0) != MAGIC || header.getInt(4) != VERSION) {
        throw new MalformedException("is no index of archives of this version");
      }
      if (count < 0 || HEADER + (long) RECORD * count > file.size()) {
        throw new MalformedException("is cut off: it says it has " + count + " archives");
      }
      return new ArtifactIndexFile(file, count);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new MalformedException("ends too early");
      }
    }
    return bytes.flip();
  }

  @Override
  public boolean isEmpty() {
    return count == 0;
  }

  @Override
  public Optional<Artifact> find(byte[] sha1) throws IOException {
    int low = 0;
    int high = count - 1;
    byte[] digest = new byte[20];
    while (low <= high) {
      int middle = (low + high) >>> 1;
      ByteBuffer record = read(file, HEADER + (long) RECORD * middle, RECORD);
      record.get(digest);
      int order = Arrays.compareUnsigned(digest, sha1);
      if (order == 0) {
        return artifact(record.getLong());
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  private Optional<Artifact> artifact(long position) throws IOException {
    int length = read(file, position, 2).getShort(0) & 0xffff;
    if (length > COORDINATE) {
      throw new MalformedException("a coordinate of " + length + " bytes");
    }
    String[] parts =
        StandardCharsets.UTF_8.decode(read(file, position + 2, length)).toString().split(":", -1);
    if (parts.length != 3) {
      throw new MalformedException("a coordinate of " + parts.length + " parts");
    }
    return Optional.of(new Artifact(parts[0], parts[1], parts[2]));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** One archive while the index is made. */
  private static final class Known {
    private final byte[] sha1;
    private final byte[] coordinate;

    Known(byte[] sha1, byte[] coordinate) {
      this.sha1 = sha1;
      this.coordinate = coordinate;
    }
  }

  /**
   * Makes an index of all archives of a repository.
   *
   * @param repository directories {@code group/…/artifact/version/artifact-version.jar}
   * @return how many archives it holds
   */
  public static int build(Path repository, Path index) throws IOException {
    List<Known> known = new ArrayList<>();
    try (Stream<Path> files = Files.walk(repository)) {
      for (Path path : (Iterable<Path>) files::iterator) {
        Optional<byte[]> coordinate = coordinate(repository.relativize(path));
        if (coordinate.isPresent() && Files.isRegularFile(path)) {
          known.add(new Known(sha1(path), coordinate.get()));
        }
      }
    }
    known.sort((a, b) -> Arrays.compareUnsigned(a.sha1, b.sha1));
    long size = HEADER + (long) RECORD * known.size();
    long strings = size;
    for (Known one : known) {
      size += 2 + one.coordinate.length;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
    bytes.putInt(MAGIC).putInt(VERSION).putInt(known.size());
    for (Known one : known) {
      bytes.put(one.sha1).putLong(strings);
      strings += 2 + one.coordinate.length;
    }
    for (Known one : known) {
      bytes.putShort((short) one.coordinate.length).put(one.coordinate);
    }
    Path temporary = Files.createTempFile(index.toAbsolutePath().getParent(), "index", ".tmp");
    try {
      Files.write(temporary, bytes.array());
      Files.move(temporary, index, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return known.size();
  }

  /** Of an archive that lies where Maven puts it; sources and other attachments are none. */
  private static Optional<byte[]> coordinate(Path path) {
    int parts = path.getNameCount();
    if (parts < 4) {
      return Optional.empty();
    }
    String version = path.getName(parts - 2).toString();
    String artifact = path.getName(parts - 3).toString();
    String name = path.getFileName().toString();
    if (!name.equals(artifact + "-" + version + ".jar")
        && !name.equals(artifact + "-" + version + ".war")) {
      return Optional.empty();
    }
    String group = path.subpath(0, parts - 3).toString().replace('/', '.');
    byte[] text = (group + ":" + artifact + ":" + version).getBytes(StandardCharsets.UTF_8);
    return text.length > COORDINATE ? Optional.empty() : Optional.of(text);
  }

  private static byte[] sha1(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] buffer = new byte[64 * 1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }
}
