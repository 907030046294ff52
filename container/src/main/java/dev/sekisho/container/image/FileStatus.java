package dev.sekisho.container.image;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;

/**
 * What lstat(2) says of a file.
 *
 * @param values as the JDK's attribute view {@code unix} names them
 */
record FileStatus(Map<String, Object> values) {
  private static final String NAMES = "unix:mode,uid,gid,size,dev,lastModifiedTime";

  /** Views of the kernel's own state, not files that someone put there. */
  private static final Set<String> KERNEL =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "fusectl",
          "hugetlbfs",
          "mqueue",
          "nsfs",
          "proc",
          "pstore",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "sysfs",
          "tracefs");

  static FileStatus of(Path file) throws IOException {
    return new FileStatus(Files.readAttributes(file, NAMES, LinkOption.NOFOLLOW_LINKS));
  }

  long device() {
    return number("dev");
  }

  EntryHeader header(String path, Path file) throws IOException {
    int mode = (int) number("mode");
    EntryHeader.Kind kind = kind(mode);
    return new EntryHeader(
        path,
        kind,
        kind == EntryHeader.Kind.FILE ? number("size") : 0,
        mode & 07777,
        number("uid"),
        number("gid"),
        modified(),
        kind == EntryHeader.Kind.SYMBOLIC_LINK ? text(Files.readSymbolicLink(file)) : "");
  }

  private static EntryHeader.Kind kind(int mode) {
    return switch (mode & 0170000) {
      case 0100000 -> EntryHeader.Kind.FILE;
      case 0040000 -> EntryHeader.Kind.DIRECTORY;
      case 0120000 -> EntryHeader.Kind.SYMBOLIC_LINK;
      case 0020000 -> EntryHeader.Kind.CHARACTER_DEVICE;
      case 0060000 -> EntryHeader.Kind.BLOCK_DEVICE;
      case 0010000 -> EntryHeader.Kind.FIFO;
      default -> EntryHeader.Kind.SOCKET;
    };
  }

  private long modified() {
    if (values.get("lastModifiedTime") instanceof FileTime time) {
      return time.toMillis() / 1000;
    }
    throw new AssertionError("the JDK gives lastModifiedTime as a FileTime");
  }

  private long number(String name) {
    if (values.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new AssertionError("the JDK gives " + name + " as a number");
  }

  /** Whether the file system at a mount point is one of the kernel's own. */
  static boolean isKernels(Path directory) throws IOException {
    return KERNEL.contains(Files.getFileStore(directory).type());
  }

  /** A name as its bytes have it, whatever the locale of this process. */
  static String text(Path path) {
    String text = path.toString();
    if (text.indexOf('\ufffd') < 0) {
      return text;
    }
    // The address of a file has each byte of its name; it begins with a slash, the name does not.
    Path parent = Path.of("/");
    String raw = parent.resolve(path).toUri().getRawPath();
    byte[] bytes =
        URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
            .getBytes(StandardCharsets.ISO_8859_1);
    String whole = EntryName.text(bytes);
    return path.isAbsolute() ? whole : whole.substring(1);
  }

  /** Why a file cannot be read, without its path, which the gap has. */
  static String reason(IOException e) {
    return e instanceof AccessDeniedException ? "Permission denied" : e.toString();
  }
}
