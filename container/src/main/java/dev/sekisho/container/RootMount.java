package dev.sekisho.container;

import dev.sekisho.model.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is really mounted at the root of a process, as its mountinfo says.
 *
 * @param fileSystem type, such as {@code overlay}
 * @param device of the superblock, as {@code major << 20 | minor}
 * @param options of the superblock, such as {@code metacopy=on}
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo(5)</a>
 */
public record RootMount(String fileSystem, long device, List<String> options) {
  private static final int MAXIMUM_BYTES = 8 * 1024 * 1024;

  public RootMount {
    options = List.copyOf(options);
  }

  /**
   * Reads it of a process.
   *
   * @param proc where procfs is mounted, such as /proc
   * @param pid the first process of a container
   * @return empty if the process is gone or shows no root
   */
  public static Optional<RootMount> of(Path proc, int pid) throws IOException {
    Path file = proc.resolve(String.valueOf(pid)).resolve("mountinfo");
    try (InputStream in = Files.newInputStream(file)) {
      return parse(new String(in.readNBytes(MAXIMUM_BYTES), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The last line whose mount point is the root: the one mounted above the others. */
  static Optional<RootMount> parse(String mountinfo) {
    Optional<RootMount> root = Optional.empty();
    for (String line : mountinfo.split("\n", -1)) {
      List<String> fields = Arrays.asList(line.split(" ", -1));
      int hyphen = fields.indexOf("-");
      if (hyphen >= 6 && fields.size() >= hyphen + 4 && fields.get(4).equals("/")) {
        String[] number = fields.get(2).split(":", -1);
        if (number.length == 2 && number[0].matches("\\d{1,7}") && number[1].matches("\\d{1,7}")) {
          root =
              Optional.of(
                  new RootMount(
                      fields.get(hyphen + 1),
                      Long.parseLong(number[0]) << 20 | Long.parseLong(number[1]),
                      Arrays.asList(fields.get(hyphen + 3).split(",", -1))));
        }
      }
    }
    return root;
  }

  /**
   * What the engine said of a container's root, corrected by what is mounted: an overlay in which
   * identity cannot be compared becomes {@link RootFileSystem.Opaque}.
   */
  public RootFileSystem confirm(RootFileSystem claimed) {
    return switch (claimed) {
      case RootFileSystem.Overlay overlay ->
          lack(overlay)
              .<RootFileSystem>map(why -> new RootFileSystem.Opaque("overlay2", why))
              .orElse(overlay);
      case RootFileSystem.Copy copy -> copy;
      case RootFileSystem.Opaque opaque -> opaque;
    };
  }

  private Optional<Phrase> lack(RootFileSystem.Overlay overlay) {
    if (!fileSystem.equals("overlay")) {
      return Optional.of(Phrase.of("root-file-system.not-mounted", fileSystem));
    }
    // A metadata-only copy keeps the content in a lower layer and has a new time of change.
    if (options.contains("metacopy=on")) {
      return Optional.of(Phrase.of("root-file-system.overlay-option", "metacopy=on"));
    }
    if (options.stream().noneMatch(option -> namesUpper(option, overlay.upper()))) {
      return Optional.of(
          Phrase.of("root-file-system.other-upper-directory", overlay.upper().toString()));
    }
    // The kernel shows the inode numbers of the layers only where one file system holds them all.
    List<Path> directories = new ArrayList<>(overlay.lowers());
    directories.add(overlay.upper());
    Set<Object> devices = new HashSet<>();
    try {
      for (Path directory : directories) {
        devices.add(Files.getAttribute(directory, "unix:dev"));
      }
    } catch (IOException e) {
      return Optional.of(Phrase.of("root-file-system.layers-not-readable", e.toString()));
    }
    return devices.size() == 1
        ? Optional.empty()
        : Optional.of(Phrase.of("root-file-system.layers-on-several-file-systems"));
  }

  /** The engine mounts by relative paths when the options would be too long. */
  private static boolean namesUpper(String option, Path upper) {
    String name = "upperdir=";
    return option.startsWith(name) && upper.endsWith(option.substring(name.length()));
  }
}
