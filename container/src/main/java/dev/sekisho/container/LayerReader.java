package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.io.IOException;
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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the names below a layer's directory. Reads the attributes of names only: follows no link,
 * opens no file, and does not go onto another file system.
 */
final class LayerReader extends SimpleFileVisitor<Path> {
  private static final int MAXIMUM_DEPTH = 200;
  private static final int MAXIMUM_GAPS = 100;
  private static final int TYPE_MASK = 0170000;

  private final Path root;
  private final long device;
  private final int maximumNames;
  private final LayerFiles layer;
  private final Deque<Integer> parents = new ArrayDeque<>();
  private final List<Gap> gaps = new ArrayList<>();

  private LayerReader(Path root, long device, int maximumNames) {
    this.root = root;
    this.device = device;
    this.maximumNames = maximumNames;
    this.layer = new LayerFiles(root, device);
  }

  /**
   * Reads a layer's directory.
   *
   * @throws NotDirectoryException also if it is a link to one
   */
  static LayerFiles read(Path directory, int maximumNames) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(directory.toString());
    }
    long device = number(stat(directory), "dev");
    LayerReader reader = new LayerReader(directory, device, maximumNames);
    Files.walkFileTree(directory, Set.of(), MAXIMUM_DEPTH, reader);
    reader.layer.finish(reader.gaps);
    return reader.layer;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
      throws IOException {
    if (path.equals(root)) {
      parents.push(LayerFiles.ROOT);
      return FileVisitResult.CONTINUE;
    }
    Map<String, Object> stat = stat(path);
    if (number(stat, "dev") != device) {
      gap(path, "another file system");
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (full()) {
      return FileVisitResult.TERMINATE;
    }
    parents.push(add(path, stat));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    if (attributes.isDirectory()) {
      gap(path, "more than " + MAXIMUM_DEPTH + " levels deep");
    }
    if (full()) {
      return FileVisitResult.TERMINATE;
    }
    add(path, stat(path));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    gap(path, e.toString());
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
    parents.pop();
    if (e != null) {
      gap(path, e.toString());
    }
    return FileVisitResult.CONTINUE;
  }

  private boolean full() {
    if (layer.size() < maximumNames) {
      return false;
    }
    gap(root, "more than " + maximumNames + " names");
    return true;
  }

  private void gap(Path path, String why) {
    if (gaps.size() < MAXIMUM_GAPS) {
      gaps.add(new Gap(path.toString(), why));
    }
  }

  private int add(Path path, Map<String, Object> stat) throws IOException {
    int mode = (int) number(stat, "mode");
    LayerFiles.Kind kind = kind(mode, number(stat, "rdev"));
    String target = kind == LayerFiles.Kind.LINK ? Files.readSymbolicLink(path).toString() : "";
    return layer.add(
        parents.element(),
        nameOf(path),
        new LayerFiles.Status(
            kind,
            number(stat, "ino"),
            changed(stat),
            number(stat, "size"),
            mode,
            (int) number(stat, "nlink"),
            target));
  }

  /** The last part of the path; its bytes taken as UTF-8 whatever the locale. */
  private static String nameOf(Path path) {
    String text = String.valueOf(path.getFileName());
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    String raw = path.toUri().getRawPath();
    String end = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return URLDecoder.decode(
        end.substring(end.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> stat(Path path) throws IOException {
    return Files.readAttributes(
        path, "unix:mode,ino,dev,rdev,nlink,ctime,size", LinkOption.NOFOLLOW_LINKS);
  }

  private static LayerFiles.Kind kind(int mode, long rawDevice) {
    return switch (mode & TYPE_MASK) {
      case 0100000 -> LayerFiles.Kind.FILE;
      case 0040000 -> LayerFiles.Kind.DIRECTORY;
      case 0120000 -> LayerFiles.Kind.LINK;
      case 0020000 -> rawDevice == 0 ? LayerFiles.Kind.WHITEOUT : LayerFiles.Kind.OTHER;
      default -> LayerFiles.Kind.OTHER;
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
