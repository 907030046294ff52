package dev.sekisho.runtime;

import dev.sekisho.container.RootFileSystem;
import dev.sekisho.model.Executable.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Compares an executed file with the image's copy by content, where the storage driver copies whole
 * images. It comes after the execution and the file may have changed in between, so it detects and
 * proves nothing.
 */
final class ContentOrigins implements Narrator.ContentComparison {
  /** Files above this size are not compared. */
  private static final long LARGEST_BYTES = 256L * 1024 * 1024;

  @Override
  public Origin origin(Guarded guarded, String path) {
    return switch (guarded.root()) {
      case RootFileSystem.Copy copy -> compare(copy.directory(), copy.image(), path);
      case RootFileSystem.Overlay overlay -> Origin.UNKNOWN;
      case RootFileSystem.Opaque opaque -> Origin.UNKNOWN;
    };
  }

  private static Origin compare(Path container, Path image, String path) {
    Path used = Path.of(container + path).normalize();
    Path original = Path.of(image + path).normalize();
    if (!used.startsWith(container) || !original.startsWith(image)) return Origin.UNKNOWN;
    try {
      if (!Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) return Origin.WRITTEN;
      if (!Files.isRegularFile(used, LinkOption.NOFOLLOW_LINKS)) return Origin.UNKNOWN;
      if (Files.size(used) > LARGEST_BYTES) return Origin.UNKNOWN;
      return Files.mismatch(used, original) < 0 ? Origin.IMAGE : Origin.WRITTEN;
    } catch (IOException gone) {
      return Origin.UNKNOWN;
    }
  }
}
