package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a container from the engine's own files, in the shape of an inspection.
 *
 * <p>The API cannot say anything of a container while the engine starts it: an inspection then
 * waits for the container's lock until its first process runs. The files are written before the
 * engine tells of the creation, so they are the way to know a new container before it runs. Their
 * layout is no contract: what is not as expected makes the answer empty, and the inspection must
 * do. Needs root.
 */
final class StoredContainer {
  private static final int MAXIMUM_BYTES = 4 * 1024 * 1024;
  private static final Pattern SHORT_LINK = Pattern.compile("l/[A-Z0-9]{26}");
  private static final Pattern LINK_TARGET = Pattern.compile("\\.\\./([0-9a-z-]+)/diff");
  private static final Pattern DIRECTORY_NAME = Pattern.compile("[0-9a-f]{64}|[0-9a-z]{25}");

  private StoredContainer() {}

  /** The document, or empty if the files cannot be read or are otherwise than known. */
  static Optional<JsonNode> read(String id, EngineInfo engine) {
    if (!EngineDocuments.ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Path directory = engine.rootDirectory().resolve("containers").resolve(id);
    try {
      JsonNode stored = EngineClient.JSON.readTree(bytes(directory.resolve("config.v2.json")));
      JsonNode host = EngineClient.JSON.readTree(bytes(directory.resolve("hostconfig.json")));
      if (!stored.path("ID").asText("").equals(id)) {
        return Optional.empty();
      }
      ObjectNode document = EngineClient.JSON.createObjectNode();
      document.put("Id", id);
      for (String field : List.of("Name", "Created", "Image", "Config", "State")) {
        document.set(field, stored.path(field));
      }
      document.set("HostConfig", host);
      stored.path("MountPoints").forEach(document.putArray("Mounts")::add);
      ObjectNode storage = document.putObject("GraphDriver");
      storage.put("Name", stored.path("Driver").asText(""));
      if (stored.path("Driver").asText("").equals("overlay2")) {
        describeOverlay(storage.putObject("Data"), id, engine.rootDirectory());
      }
      return Optional.of(document);
    } catch (IOException e) {
      // Not root, another layout, or removed meanwhile: the inspection tells which.
      return Optional.empty();
    }
  }

  private static void describeOverlay(ObjectNode data, String id, Path root) throws IOException {
    Path mounts = root.resolve("image/overlay2/layerdb/mounts").resolve(id);
    String name = new String(bytes(mounts.resolve("mount-id")), StandardCharsets.UTF_8).strip();
    if (!DIRECTORY_NAME.matcher(name).matches()) {
      throw new IOException("'" + Inert.text(name, 80) + "' is no name of a layer");
    }
    Path layers = root.resolve("overlay2");
    Path own = layers.resolve(name);
    List<String> lowers = new ArrayList<>();
    String links = new String(bytes(own.resolve("lower")), StandardCharsets.UTF_8).strip();
    for (String link : links.split(":", -1)) {
      if (!SHORT_LINK.matcher(link).matches()) {
        throw new IOException("'" + Inert.text(link, 80) + "' is no link to a layer");
      }
      var target = LINK_TARGET.matcher(Files.readSymbolicLink(layers.resolve(link)).toString());
      if (!target.matches()) {
        throw new IOException(link + " leads elsewhere than to a layer");
      }
      lowers.add(layers.resolve(target.group(1)).resolve("diff").toString());
    }
    data.put("LowerDir", String.join(":", lowers));
    data.put("UpperDir", own.resolve("diff").toString());
    data.put("MergedDir", own.resolve("merged").toString());
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
