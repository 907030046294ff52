package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is behind a volume of Docker's {@code local} driver that was made with options: {@code
 * docker volume create -o type=none -o o=bind -o device=/etc}. An inspection of the container shows
 * only the engine's own directory of the volume.
 *
 * @param type of the file system
 * @param options of the mount
 * @param device a directory of the host where the options say {@code bind}, else a device or
 *     another source
 */
public record VolumeOptions(String type, String options, String device) {
  private static final int MAXIMUM_BYTES = 64 * 1024;

  /**
   * Reads them from the engine's files. Needs root.
   *
   * @return empty for a volume without options
   * @throws IOException the file is there and cannot be read, or holds something else
   */
  public static Optional<VolumeOptions> of(MountPoint mount) throws IOException {
    Path file;
    try {
      file = Path.of(mount.source()).resolveSibling("opts.json");
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (mount.type() != MountPoint.Type.VOLUME
        || !mount.source().endsWith("/_data")
        || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return parse(bytes(file));
  }

  static Optional<VolumeOptions> parse(byte[] document) throws IOException {
    JsonNode tree = EngineClient.JSON.readTree(document);
    if (tree == null || !tree.isObject()) {
      throw new IOException("no options of a volume");
    }
    VolumeOptions options =
        new VolumeOptions(
            tree.path("MountType").asText(""),
            tree.path("MountOpts").asText(""),
            tree.path("MountDevice").asText(""));
    return options.device.isEmpty() ? Optional.empty() : Optional.of(options);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException(file + ": more than " + MAXIMUM_BYTES + " bytes");
      }
      return bytes;
    }
  }
}
