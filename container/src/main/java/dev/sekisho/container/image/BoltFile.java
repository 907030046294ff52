package dev.sekisho.container.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A bbolt database, read while another process may write it: nested buckets of sorted keys in a B+
 * tree of pages, of which a writer changes none that the last commit uses. Every number in it is
 * checked before it is followed.
 *
 * @see <a href="https://github.com/etcd-io/bbolt/blob/v1.3.11/page.go">bbolt's pages</a>
 */
final class BoltFile {
  private static final int MAGIC = 0xed0cdaed;
  private static final int VERSION = 2;
  private static final int HEADER_BYTES = 16;
  private static final int META_BYTES = 64;
  private static final int ELEMENT_BYTES = 16;
  private static final int BRANCH = 1;
  private static final int LEAF = 2;
  private static final int IS_BUCKET = 1;
  private static final int MAXIMUM_DEPTH = 32;
  private static final int MAXIMUM_PAGE_BYTES = 64 << 20;
  private static final int ATTEMPTS = 5;

  private final Region file;

  BoltFile(Region file) {
    this.file = file;
  }

  /** The database is not as bbolt writes it. */
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
      super(what);
    }
  }

  /** What a commit left: where the tree begins. */
  private record Meta(int pageBytes, long root, long transaction) {}

  /**
   * A value.
   *
   * @param path names of nested buckets, and last the key
   * @throws Malformed if the file is no database, or changes faster than it can be read
   */
  Optional<byte[]> value(List<String> path) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Meta meta = meta();
      Optional<byte[]> found;
      try {
        found = value(path, meta);
      } catch (Malformed e) {
        if (meta().equals(meta)) {
          throw e;
        }
        continue; // Pages of the commit that was read have been written over.
      }
      if (meta().equals(meta)) {
        return found;
      }
    }
    throw new Malformed("it changes faster than it can be read");
  }

  private Optional<byte[]> value(List<String> path, Meta meta) throws IOException {
    Page page = page(meta, meta.root());
    for (int i = 0; i < path.size(); i++) {
      boolean last = i == path.size() - 1;
      Optional<Element> element = find(meta, page, path.get(i).getBytes(StandardCharsets.UTF_8));
      if (element.isEmpty() || element.get().isBucket() == last) {
        return Optional.empty();
      }
      if (last) {
        return Optional.of(element.get().value());
      }
      page = bucket(meta, element.get().value());
    }
    throw new IllegalArgumentException("a path of no parts");
  }

  /** The newer of two copies: a commit writes one of them, and may be cut off. */
  private Meta meta() throws IOException {
    Optional<Meta> first = metaAt(0);
    Optional<Meta> second = metaAt(first.map(Meta::pageBytes).orElse(4096));
    if (first.isEmpty() && second.isEmpty()) {
      throw new Malformed("no bbolt database");
    }
    if (first.isEmpty() || second.isEmpty()) {
      return first.or(() -> second).get();
    }
    return first.get().transaction() >= second.get().transaction() ? first.get() : second.get();
  }

  private Optional<Meta> metaAt(long position) throws IOException {
    byte[] bytes = new byte[HEADER_BYTES + META_BYTES];
    if (file.readAt(position, bytes, 0, bytes.length) < bytes.length) {
      return Optional.empty();
    }
    ByteBuffer meta = little(bytes, HEADER_BYTES, META_BYTES);
    int pageBytes = meta.getInt(8);
    boolean valid =
        meta.getInt(0) == MAGIC
            && meta.getInt(4) == VERSION
            && pageBytes >= 512
            && pageBytes <= 1 << 20
            && meta.getLong(56) == checksum(bytes, HEADER_BYTES, META_BYTES - 8);
    return valid
        ? Optional.of(new Meta(pageBytes, meta.getLong(16), meta.getLong(48)))
        : Optional.empty();
  }

  /** FNV-1a of 64 bits. */
  private static long checksum(byte[] bytes, int offset, int length) {
    long hash = 0xcbf29ce484222325L;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  private static ByteBuffer little(byte[] bytes, int offset, int length) {
    return ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private Page page(Meta meta, long id) throws IOException {
    if (id < 2 || id > file.size() / meta.pageBytes()) {
      throw new Malformed("page " + id);
    }
    byte[] header = new byte[HEADER_BYTES];
    read(id * meta.pageBytes(), header);
    long overflow = little(header, 0, HEADER_BYTES).getInt(12) & 0xffffffffL;
    long length = (overflow + 1) * meta.pageBytes();
    if (length > MAXIMUM_PAGE_BYTES || length > file.size()) {
      throw new Malformed("page " + id + " of " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    read(id * meta.pageBytes(), bytes);
    return new Page(little(bytes, 0, bytes.length));
  }

  private void read(long position, byte[] into) throws IOException {
    if (file.readAt(position, into, 0, into.length) < into.length) {
      throw new Malformed("it ends within a page");
    }
  }

  /** A bucket is a page of its own, or lies within the value where it is small. */
  private Page bucket(Meta meta, byte[] value) throws IOException {
    if (value.length < HEADER_BYTES) {
      throw new Malformed("a bucket of " + value.length + " bytes");
    }
    long root = little(value, 0, value.length).getLong(0);
    if (root != 0) {
      return page(meta, root);
    }
    return new Page(little(value, HEADER_BYTES, value.length - HEADER_BYTES));
  }

  private Optional<Element> find(Meta meta, Page start, byte[] key) throws IOException {
    Page page = start;
    for (int depth = 0; depth < MAXIMUM_DEPTH; depth++) {
      if (page.flags() == LEAF) {
        return page.leaf(key);
      }
      if (page.flags() != BRANCH) {
        throw new Malformed("a page of kind " + page.flags());
      }
      page = page(meta, page.child(key));
    }
    throw new Malformed("a tree of more than " + MAXIMUM_DEPTH + " levels");
  }

  /** One entry of a leaf. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Element(boolean isBucket, byte[] value) {}

  /** A page, its header included. */
  private record Page(ByteBuffer bytes) {
    Page {
      if (bytes.limit() < HEADER_BYTES) {
        bytes = ByteBuffer.allocate(HEADER_BYTES); // Of no kind: refused where it is looked at.
      }
    }

    int flags() {
      return bytes.getShort(8) & 0xffff;
    }

    private int count() {
      return bytes.getShort(10) & 0xffff;
    }

    Optional<Element> leaf(byte[] key) throws Malformed {
      for (int i = 0; i < count(); i++) {
        int at = HEADER_BYTES + i * ELEMENT_BYTES;
        if (Arrays.equals(part(at, number(at + 4), number(at + 8)), key)) {
          byte[] value = part(at, number(at + 4) + number(at + 8), number(at + 12));
          return Optional.of(new Element((number(at) & IS_BUCKET) != 0, value));
        }
      }
      return Optional.empty();
    }

    /** The last child whose first key is not behind the key. */
    long child(byte[] key) throws Malformed {
      long child = -1;
      for (int i = 0; i < count(); i++) {
        int at = HEADER_BYTES + i * ELEMENT_BYTES;
        byte[] first = part(at, number(at), number(at + 4));
        if (i == 0 || Arrays.compareUnsigned(first, key) <= 0) {
          child = number(at + 8) | (number(at + 12) << 32);
        }
      }
      return child;
    }

    private long number(int at) throws Malformed {
      if (at < 0 || at + 4 > bytes.limit()) {
        throw new Malformed("an element outside of its page");
      }
      return bytes.getInt(at) & 0xffffffffL;
    }

    private byte[] part(int element, long offset, long length) throws Malformed {
      long start = element + offset;
      if (start + length > bytes.limit()) {
        throw new Malformed("a text outside of its page");
      }
      byte[] part = new byte[(int) length];
      bytes.get((int) start, part);
      return part;
    }
  }
}
