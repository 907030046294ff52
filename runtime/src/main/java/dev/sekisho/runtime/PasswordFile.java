package dev.sekisho.runtime;

import dev.sekisho.container.RootFileSystem;
import dev.sekisho.container.UserNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The users of an image, from {@code /etc/passwd} of its topmost layer that has one. What a
 * container writes to its own copy renames nobody. Links are not followed: a layer may lead
 * anywhere.
 */
final class PasswordFile {
  private static final int LARGEST_BYTES = 1024 * 1024;

  private PasswordFile() {}

  static UserNames users(RootFileSystem root) {
    return switch (root) {
      case RootFileSystem.Overlay overlay -> first(overlay.lowers());
      case RootFileSystem.Copy copy -> first(List.of(copy.image()));
      case RootFileSystem.Opaque opaque -> new UserNames(Map.of());
    };
  }

  private static UserNames first(List<Path> layers) {
    for (Path layer : layers) {
      Path directory = layer.resolve("etc");
      Path file = directory.resolve("passwd");
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) continue;
      try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = stream.readNBytes(LARGEST_BYTES);
        return UserNames.parse(new String(bytes, StandardCharsets.UTF_8));
      } catch (IOException unreadable) {
        return new UserNames(Map.of()); // numbers are shown instead
      }
    }
    return new UserNames(Map.of());
  }
}
