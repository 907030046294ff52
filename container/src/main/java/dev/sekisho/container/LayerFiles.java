package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The names of one layer's directory, packed into arrays: some 60 bytes a name. Names are numbered
 * in the order of reading, the root is {@link #ROOT}; each knows its parent, and a hash table finds
 * a name below a parent. Immutable once it is read.
 */
final class LayerFiles {
  /** Beyond this many names (18 MB) the rest of a layer is a gap. */
  static final int MAXIMUM_NAMES = 300_000;

  /** The number of the layer's own directory. */
  static final int ROOT = -1;

  /** What is answered where there is no such name. */
  static final int NOTHING = -2;

  /** What a name is. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    /** A character device 0/0: the kernel's overlayfs hides what lower layers have here. */
    WHITEOUT,
    OTHER
  }

  /**
   * What stat(2) says of a name.
   *
   * @param changedNanos st_ctime, nanoseconds since 1970
   * @param target text of a symbolic link, else empty
   */
  record Status(
      Kind kind, long inode, long changedNanos, long size, int mode, int links, String target) {}

  private final Path directory;
  private final long device;
  private List<Gap> gaps = List.of();
  private int count;
  private int[] parents = new int[64];
  private int[] starts = new int[65];
  private byte[] lengths = new byte[64];
  private Kind[] kinds = new Kind[64];
  private long[] inodes = new long[64];
  private long[] changed = new long[64];
  private long[] sizes = new long[64];
  private int[] modes = new int[64];
  private int[] links = new int[64];

  /** For each name its bytes, then those of the link's target. */
  private byte[] text = new byte[1024];

  private int[] table = new int[0];

  /**
   * An empty layer, to be filled by {@link #add} and then closed by {@link #finish}.
   *
   * @param device number of its file system
   */
  LayerFiles(Path directory, long device) {
    this.directory = directory;
    this.device = device;
  }

  /** Reads a layer's directory. */
  static LayerFiles read(Path directory) throws IOException {
    return LayerReader.read(directory, MAXIMUM_NAMES);
  }

  /**
   * Adds a name.
   *
   * @param parent the number of its directory
   * @return its number
   */
  int add(int parent, String name, Status status) {
    byte[] own = name.getBytes(StandardCharsets.UTF_8);
    byte[] target = status.target().getBytes(StandardCharsets.UTF_8);
    if (count == parents.length) {
      grow(count * 2);
    }
    int start = starts[count];
    int end = start + own.length + target.length;
    if (end > text.length) {
      text = Arrays.copyOf(text, Math.max(end, text.length * 2));
    }
    System.arraycopy(own, 0, text, start, own.length);
    System.arraycopy(target, 0, text, start + own.length, target.length);
    starts[count + 1] = end;
    // NAME_MAX is 255 bytes; bytes that are no UTF-8 may make a text longer than its name.
    lengths[count] = (byte) Math.min(own.length, 255);
    parents[count] = parent;
    kinds[count] = status.kind();
    inodes[count] = status.inode();
    changed[count] = status.changedNanos();
    sizes[count] = status.size();
    modes[count] = status.mode();
    links[count] = status.links();
    return count++;
  }

  private void grow(int size) {
    parents = Arrays.copyOf(parents, size);
    starts = Arrays.copyOf(starts, size + 1);
    lengths = Arrays.copyOf(lengths, size);
    kinds = Arrays.copyOf(kinds, size);
    inodes = Arrays.copyOf(inodes, size);
    changed = Arrays.copyOf(changed, size);
    sizes = Arrays.copyOf(sizes, size);
    modes = Arrays.copyOf(modes, size);
    links = Arrays.copyOf(links, size);
  }

  /** Makes the table by which names are found; nothing is added after that. */
  void finish(List<Gap> found) {
    gaps = List.copyOf(found);
    if (count > 0) {
      grow(count);
      text = Arrays.copyOf(text, starts[count]);
    }
    table = new int[Integer.highestOneBit(Math.max(1, count)) * 4];
    for (int index = 0; index < count; index++) {
      int slot = hash(parents[index], text, starts[index], end(index));
      while (table[slot & (table.length - 1)] != 0) {
        slot++;
      }
      // 0 is an empty slot.
      table[slot & (table.length - 1)] = index + 1;
    }
  }

  private static int hash(int parent, byte[] bytes, int from, int to) {
    int hash = parent;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }

  private int end(int index) {
    return starts[index] + (lengths[index] & 0xff);
  }

  private int child(int parent, byte[] path, int from, int to) {
    int slot = hash(parent, path, from, to);
    while (true) {
      int index = table[slot & (table.length - 1)] - 1;
      if (index < 0) {
        return NOTHING;
      }
      if (parents[index] == parent
          && Arrays.equals(text, starts[index], end(index), path, from, to)) {
        return index;
      }
      slot++;
    }
  }

  int size() {
    return count;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /**
   * The number of a path, {@link #ROOT} or {@link #NOTHING}.
   *
   * @param path begins with a slash, without empty, {@code .} and {@code ..} parts
   */
  int find(String path) {
    return walk(path, false);
  }

  /** Whether a part of the path above its last is whited out or is no directory in this layer. */
  boolean hidesAbove(String path) {
    int above = walk(path, true);
    return above >= 0 && kinds[above] != Kind.DIRECTORY;
  }

  /**
   * Walks down a path.
   *
   * @param stop whether to end, with its number, at a part above the last that is no directory
   */
  private int walk(String path, boolean stop) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    int at = ROOT;
    for (int from = 1; from < bytes.length; ) {
      int to = from;
      while (to < bytes.length && bytes[to] != '/') {
        to++;
      }
      at = child(at, bytes, from, to);
      boolean last = to >= bytes.length;
      if (at == NOTHING || (stop && !last && kinds[at] != Kind.DIRECTORY)) {
        return at;
      }
      from = to + 1;
    }
    return stop ? NOTHING : at;
  }

  String path(int index) {
    StringBuilder path = new StringBuilder();
    for (int at = index; at >= 0; at = parents[at]) {
      path.insert(0, textOf(starts[at], end(at))).insert(0, '/');
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  private String textOf(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  Kind kind(int index) {
    return index == ROOT ? Kind.DIRECTORY : kinds[index];
  }

  /** Whether it is a file that somebody may run. */
  boolean executable(int index) {
    return kind(index) == Kind.FILE && (modes[index] & 0111) != 0;
  }

  long inode(int index) {
    return inodes[index];
  }

  int links(int index) {
    return links[index];
  }

  /** The text of a symbolic link. */
  String target(int index) {
    return textOf(end(index), starts[index + 1]);
  }

  ImageFile file(int index) {
    return new ImageFile(
        path(index),
        location(path(index)),
        device,
        inodes[index],
        changed[index],
        modes[index],
        sizes[index],
        links[index]);
  }

  /** By way of a URI, so that a name is the bytes of its UTF-8 in every locale. */
  private Path location(String path) {
    StringBuilder uri = new StringBuilder(directory.toUri().toString());
    if (uri.charAt(uri.length() - 1) == '/') {
      uri.setLength(uri.length() - 1);
    }
    for (String part : path.substring(1).split("/", -1)) {
      uri.append('/').append(HttpRequest.segment(part));
    }
    return Path.of(URI.create(uri.toString()));
  }
}
