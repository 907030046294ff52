package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Where an engine keeps the files of a container, by the storage driver it names. */
final class StorageLayout {
  private static final String REQUEST = "GET /containers/{id}/json";
  private static final Pattern CHAIN_ID = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern DIRECTORY_NAME = Pattern.compile("[0-9a-f]{64}(?:-init)?");
  private static final int MAXIMUM_LAYERS = 500;

  private StorageLayout() {}

  /**
   * @param driver the field GraphDriver of the inspection
   */
  static RootFileSystem of(JsonNode driver, String id, EngineInfo engine) throws EngineException {
    String name = driver.path("Name").asText("");
    return switch (name) {
      case "overlay2" -> overlay(driver.path("Data"));
      case "vfs" -> copy(id, engine);
      case "btrfs", "zfs", "devicemapper", "aufs", "fuse-overlayfs" ->
          new RootFileSystem.Opaque(name, Phrase.of("root-file-system.driver-not-tried", name));
      case "overlayfs", "native", "stargz", "soci", "nydus", "erofs" ->
          new RootFileSystem.Opaque(
              name, Phrase.of("root-file-system.containerd-snapshotter", name));
      case "" -> new RootFileSystem.Opaque(name, Phrase.of("root-file-system.not-named"));
      default ->
          new RootFileSystem.Opaque(
              Inert.text(name, 60),
              Phrase.of("root-file-system.driver-not-known", Inert.text(name, 60)));
    };
  }

  private static RootFileSystem overlay(JsonNode data) throws EngineException {
    List<Path> lowers = new ArrayList<>();
    for (String lower : data.path("LowerDir").asText("").split(":", -1)) {
      lowers.add(directory(lower));
    }
    if (lowers.size() > MAXIMUM_LAYERS) {
      throw EngineDocuments.nonsense(REQUEST, lowers.size() + " layers");
    }
    return new RootFileSystem.Overlay(
        directory(data.path("MergedDir").asText("")),
        directory(data.path("UpperDir").asText("")),
        lowers);
  }

  private static Path directory(String text) throws EngineException {
    Path path = EngineDocuments.path(text, REQUEST);
    if (!path.isAbsolute() || !path.normalize().equals(path)) {
      throw EngineDocuments.nonsense(
          REQUEST, "'" + Inert.text(text, 200) + "' is no directory of a layer");
    }
    return path;
  }

  /**
   * vfs is not described by the API: the engine's own files name the directory of the container and
   * that of the image's topmost layer.
   */
  private static RootFileSystem copy(String id, EngineInfo engine) {
    Path root = engine.rootDirectory();
    Path layers = root.resolve("image/vfs/layerdb");
    Path mount = layers.resolve("mounts").resolve(id);
    try {
      String own = word(mount.resolve("mount-id"), DIRECTORY_NAME);
      String chain = word(mount.resolve("parent"), CHAIN_ID);
      String image =
          word(
              layers
                  .resolve("sha256")
                  .resolve(chain.substring("sha256:".length()))
                  .resolve("cache-id"),
              DIRECTORY_NAME);
      Path directories = root.resolve("vfs/dir");
      return new RootFileSystem.Copy("vfs", directories.resolve(own), directories.resolve(image));
    } catch (IOException e) {
      return new RootFileSystem.Opaque(
          "vfs", Phrase.of("root-file-system.layers-not-readable", e.toString()));
    }
  }

  private static String word(Path file, Pattern form) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      String word = new String(in.readNBytes(200), StandardCharsets.US_ASCII).strip();
      if (!form.matcher(word).matches()) {
        throw new IOException(file + ": '" + Inert.text(word, 80) + "' is no name of a layer");
      }
      return word;
    }
  }
}
