package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Reads a directory as if it were an image of one layer. */
public final class DirectoryTree {
  private DirectoryTree() {}

  /**
   * Walks a directory. Follows no link; what cannot be opened is a gap.
   *
   * @param otherFileSystems whether what is mounted below is walked too; /proc, /sys and their like
   *     never are
   * @throws IOException if the root itself cannot be read
   */
  public static void read(Path root, LayerSink sink, Limits limits, boolean otherFileSystems)
      throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    sink.gap(new Gap(root.toString(), "the walk is not built yet"));
  }
}
