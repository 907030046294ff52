package dev.sekisho.container.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a directory as if it were an image of one layer. Directories and files are opened below the
 * directory that is open already (openat with O_NOFOLLOW), so that nobody who changes the tree
 * meanwhile leads the walk out of it.
 */
public final class DirectoryTree {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private final LayerSink sink;
  private final Budget budget;
  private final boolean otherFileSystems;
  private final GapList gaps;
  private final ContentBuffer content = new ContentBuffer();
  private final byte[] buffer = new byte[RegionBytes.BUFFER_BYTES];
  private int entries;

  private DirectoryTree(Path root, LayerSink sink, Budget budget, boolean otherFileSystems) {
    this.root = root;
    this.sink = sink;
    this.budget = budget;
    this.otherFileSystems = otherFileSystems;
    this.gaps = new GapList(root.toString(), sink);
  }

  /**
   * Walks a directory. Follows no link; what cannot be opened is a gap. Whiteouts have no meaning.
   *
   * @param root may itself be a link
   * @param otherFileSystems whether what is mounted below is walked too; /proc, /sys and their like
   *     never are
   * @throws IOException if the root itself cannot be read
   */
  public static void read(Path root, LayerSink sink, Limits limits, boolean otherFileSystems)
      throws IOException {
    Path real = root.toRealPath();
    if (!Files.isDirectory(real)) {
      throw new NotDirectoryException(root.toString());
    }
    DirectoryTree tree =
        new DirectoryTree(
            real, sink, new Budget(limits, Path.of("/nonexistent")), otherFileSystems);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
      tree.walk(stream, real, "", FileStatus.of(real).device());
    } catch (LimitReached e) {
      tree.gaps.addReason("", e.reason());
    }
    tree.gaps.finish();
  }

  private void walk(DirectoryStream<Path> stream, Path directory, String prefix, long device)
      throws IOException {
    if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
      throw Words.problem("directory-not-safe", root);
    }
    List<Path> names = new ArrayList<>();
    try {
      for (Path each : secure) {
        names.add(each.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      gaps.add(prefix, "not-readable", String.valueOf(e.getCause()));
    }
    for (Path name : names) {
      if (++entries > budget.limits().entries()) {
        throw new LimitReached("limit-entries", budget.limits().entries());
      }
      budget.checkTime();
      entry(secure, directory.resolve(name), prefix, name, device);
    }
  }

  private void entry(
      SecureDirectoryStream<Path> parent, Path file, String prefix, Path name, long device)
      throws IOException {
    String path = prefix + FileStatus.text(name);
    try {
      FileStatus status = FileStatus.of(file);
      EntryHeader header = status.header(path, file);
      sink.entry(header);
      if (header.kind() == EntryHeader.Kind.DIRECTORY) {
        directory(parent, file, header, status.device() == device, status.device());
      } else if (header.kind() == EntryHeader.Kind.FILE && sink.wants(header)) {
        file(parent, name, header);
      }
    } catch (LimitReached e) {
      throw e;
    } catch (IOException e) {
      gaps.add(path, "not-readable", FileStatus.reason(e));
    }
  }

  private void directory(
      SecureDirectoryStream<Path> parent,
      Path directory,
      EntryHeader header,
      boolean sameDevice,
      long device)
      throws IOException {
    String path = header.path();
    if ((!sameDevice && FileStatus.isKernels(directory)) || !sink.enters(header)) {
      return;
    }
    if (!sameDevice && !otherFileSystems) {
      gaps.add(path, "other-file-system");
    } else if (path.length() > budget.limits().pathBytes()) {
      gaps.add(path, "limit-path", budget.limits().pathBytes());
    } else if (path.chars().filter(each -> each == '/').count() + 1 >= budget.limits().depth()) {
      gaps.add(path, "limit-depth", 0, budget.limits().depth());
    } else {
      Path name = directory.getFileName();
      try (DirectoryStream<Path> stream =
          parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        walk(stream, directory, path + "/", device);
      }
    }
  }

  private void file(SecureDirectoryStream<Path> parent, Path name, EntryHeader header)
      throws IOException {
    long size = header.sizeBytes();
    if (size > budget.limits().fileBytes()) {
      gaps.add(header.path(), "limit-file", size, budget.limits().fileBytes());
      return;
    }
    budget.count(size);
    try (FileChannel channel = channel(parent, name)) {
      TarBytes bytes = new RegionBytes(new Region(channel, 0, size), buffer);
      give(header, bytes);
    }
  }

  private static FileChannel channel(SecureDirectoryStream<Path> parent, Path name)
      throws IOException {
    if (parent.newByteChannel(name, READ) instanceof FileChannel channel) {
      return channel;
    }
    throw new AssertionError("the JDK opens files as FileChannel");
  }

  private void give(EntryHeader header, TarBytes bytes) throws IOException {
    try (TarContent file = new TarContent(bytes, header.sizeBytes(), budget, content)) {
      sink.file(header, file);
    } catch (MalformedLayer e) {
      gaps.add(header.path(), "file-changed");
    } catch (LimitReached e) {
      budget.checkTime();
      gaps.addReason(header.path(), e.reason());
    }
  }
}
