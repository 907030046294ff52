package dev.sekisho.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The mounts of a mount namespace, in the order of {@code /proc/PID/mountinfo}.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record Mounts(List<Mount> mounts) {
  public Mounts {
    mounts = List.copyOf(mounts);
  }

  /**
   * One mount.
   *
   * @param device the file system's device, {@code major << 20 | minor}
   * @param root the directory of that file system which is mounted
   * @param superOptions options of the file system; for overlay: lowerdir, upperdir, workdir
   */
  public record Mount(
      int id,
      int parent,
      long device,
      String root,
      String mountPoint,
      List<String> options,
      String type,
      String source,
      List<String> superOptions) {
    public Mount {
      options = List.copyOf(options);
      superOptions = List.copyOf(superOptions);
    }

    /** The value of a file system option, e.g. {@code upperdir}. */
    public Optional<String> superOption(String name) {
      return superOptions.stream()
          .filter(option -> option.startsWith(name + "="))
          .map(option -> option.substring(name.length() + 1))
          .findFirst();
    }
  }

  /** The mounts that a process sees. */
  public static Mounts of(int pid) throws IOException {
    return read(Path.of("/proc", Integer.toString(pid), "mountinfo"));
  }

  /** The mounts that this process sees. */
  public static Mounts ofSelf() throws IOException {
    return read(Path.of("/proc/self/mountinfo"));
  }

  private static Mounts read(Path file) throws IOException {
    // Mount points may be any bytes; Latin-1 keeps them until the octal escapes are undone.
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return parse(lines.toList());
    }
  }

  /** Reads lines of mountinfo; lines that are not mounts are refused by name. */
  static Mounts parse(List<String> lines) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (String line : lines) mounts.add(parseLine(line));
    return new Mounts(mounts);
  }

  private static Mount parseLine(String line) throws IOException {
    List<String> words = Arrays.asList(line.split(" ", -1));
    int separator = words.indexOf("-");
    if (separator < 6 || words.size() < separator + 4)
      throw new IOException("not a line of mountinfo: " + line);
    try {
      String[] device = words.get(2).split(":", -1);
      return new Mount(
          Integer.parseInt(words.get(0)),
          Integer.parseInt(words.get(1)),
          FileIdentity.device(Integer.parseInt(device[0]), Integer.parseInt(device[1])),
          unescape(words.get(3)),
          unescape(words.get(4)),
          List.of(words.get(5).split(",", -1)),
          unescape(words.get(separator + 1)),
          unescape(words.get(separator + 2)),
          Arrays.stream(words.get(separator + 3).split(",", -1)).map(Mounts::unescape).toList());
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException notNumbers) {
      throw new IOException("not a line of mountinfo: " + line, notNumbers);
    }
  }

  /** Undoes the kernel's octal escapes (space, tab, newline, backslash). */
  private static String unescape(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\'
          && i + 3 < text.length()
          && text.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
