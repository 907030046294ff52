package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of one layer's directory, packed: about 80 bytes a name. Immutable.
 *
 * <p>Reads the attributes of names only, follows no link and opens no file.
 */
final class LayerFiles {
  /** Beyond this many names the rest of a layer is a gap. */
  static final int MAXIMUM_NAMES = 1_000_000;

  private static final int MAXIMUM_DEPTH = 200;
  private static final int TYPE_MASK = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  /** What a name is. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    /** A character device 0/0: the kernel's overlayfs hides what lower layers have here. */
    WHITEOUT,
    OTHER
  }

  private final Path directory;
  private final byte[] text;
  private final int[] starts;
  private final Kind[] kinds;
  private final long[] devices;
  private final long[] inodes;
  private final long[] changed;
  private final long[] sizes;
  private final int[] modes;
  private final int[] links;
  private final Map<Integer, String> targets;
  private final List<Gap> gaps;

  private LayerFiles(Path directory, List<Name> names, List<Gap> gaps) {
    this.directory = directory;
    this.gaps = List.copyOf(gaps);
    names.sort((a, b) -> Arrays.compareUnsigned(a.path, b.path));
    int count = names.size();
    starts = new int[count + 1];
    kinds = new Kind[count];
    devices = new long[count];
    inodes = new long[count];
    changed = new long[count];
    sizes = new long[count];
    modes = new int[count];
    links = new int[count];
    text = new byte[names.stream().mapToInt(n -> n.path.length).sum()];
    Map<Integer, String> linked = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Name name = names.get(i);
      System.arraycopy(name.path, 0, text, starts[i], name.path.length);
      starts[i + 1] = starts[i] + name.path.length;
      kinds[i] = name.kind;
      devices[i] = name.device;
      inodes[i] = name.inode;
      changed[i] = name.changed;
      sizes[i] = name.size;
      modes[i] = name.mode;
      links[i] = name.links;
      if (name.kind == Kind.LINK) {
        linked.put(i, name.target);
      }
    }
    targets = Map.copyOf(linked);
  }

  /** One name while it is read. */
  @SuppressWarnings("ArrayRecordComponent") // sorted by its bytes, never compared as a whole
  private record Name(
      byte[] path,
      Kind kind,
      long device,
      long inode,
      long changed,
      long size,
      int mode,
      int links,
      String target) {}

  /** Reads a layer's directory. */
  static LayerFiles read(Path directory) throws IOException {
    return read(directory, MAXIMUM_NAMES);
  }

  static LayerFiles read(Path directory, int maximumNames) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(directory.toString());
    }
    Reader reader = new Reader(directory, maximumNames);
    Files.walkFileTree(directory, Set.of(), MAXIMUM_DEPTH, reader);
    return new LayerFiles(directory, reader.names, reader.gaps);
  }

  int size() {
    return kinds.length;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /**
   * The index of a path, or a negative number.
   *
   * @param path begins with a slash
   */
  int find(String path) {
    byte[] wanted = path.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = kinds.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order =
          Arrays.compareUnsigned(
              text, starts[middle], starts[middle + 1], wanted, 0, wanted.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Whether a part of the path above its last is whited out or is no directory in this layer. */
  boolean hidesAbove(String path) {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      int index = find(path.substring(0, slash));
      if (index < 0) {
        // overlayfs has every parent of a name in the layer of the name.
        return false;
      }
      if (kind(index) != Kind.DIRECTORY) {
        return true;
      }
    }
    return false;
  }

  String path(int index) {
    return new String(
        text, starts[index], starts[index + 1] - starts[index], StandardCharsets.UTF_8);
  }

  Kind kind(int index) {
    return kinds[index];
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
    return targets.getOrDefault(index, "");
  }

  ImageFile file(int index) {
    return new ImageFile(
        path(index),
        location(path(index)),
        devices[index],
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

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final Path root;
    private final int maximumNames;
    private final List<Name> names = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();

    Reader(Path root, int maximumNames) {
      this.root = root;
      this.maximumNames = maximumNames;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      return path.equals(root) ? FileVisitResult.CONTINUE : add(path);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      if (attributes.isDirectory()) {
        gaps.add(new Gap(path.toString(), "more than " + MAXIMUM_DEPTH + " levels deep"));
      }
      return add(path);
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
      gaps.add(new Gap(path.toString(), e.toString()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
      if (e != null) {
        gaps.add(new Gap(path.toString(), e.toString()));
      }
      return FileVisitResult.CONTINUE;
    }

    private FileVisitResult add(Path path) throws IOException {
      if (names.size() >= maximumNames) {
        gaps.add(new Gap(root.toString(), "more than " + maximumNames + " names"));
        return FileVisitResult.TERMINATE;
      }
      Map<String, Object> stat =
          Files.readAttributes(
              path, "unix:mode,ino,dev,rdev,nlink,ctime,size", LinkOption.NOFOLLOW_LINKS);
      int mode = (int) number(stat, "mode");
      Kind kind = kind(mode, number(stat, "rdev"));
      names.add(
          new Name(
              ("/" + textOf(path)).getBytes(StandardCharsets.UTF_8),
              kind,
              number(stat, "dev"),
              number(stat, "ino"),
              changed(stat),
              number(stat, "size"),
              mode,
              (int) number(stat, "nlink"),
              kind == Kind.LINK ? Files.readSymbolicLink(path).toString() : ""));
      return FileVisitResult.CONTINUE;
    }

    /** The path below the root; its bytes taken as UTF-8 whatever the locale. */
    private String textOf(Path path) {
      String text = root.relativize(path).toString();
      if (text.indexOf('\ufffd') < 0) {
        return text;
      }
      String raw = path.toUri().getRawPath().substring(root.toUri().getRawPath().length());
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Kind kind(int mode, long device) {
      return switch (mode & TYPE_MASK) {
        case 0100000 -> Kind.FILE;
        case 0040000 -> Kind.DIRECTORY;
        case 0120000 -> Kind.LINK;
        case CHARACTER_DEVICE -> device == 0 ? Kind.WHITEOUT : Kind.OTHER;
        default -> Kind.OTHER;
      };
    }

    private static long changed(Map<String, Object> stat) {
      if (!(stat.get("ctime") instanceof FileTime time)) {
        throw new AssertionError("the JDK gives ctime as a FileTime");
      }
      Instant instant = time.toInstant();
      return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static long number(Map<String, Object> stat, String name) {
      if (!(stat.get(name) instanceof Number number)) {
        throw new AssertionError("the JDK gives " + name + " as a number");
      }
      return number.longValue();
    }
  }
}
