package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A container as an OCI runtime is told to create it: {@code config.json} of its bundle.
 *
 * @param process its first process
 * @param namespaces types that it gets of its own or joins: {@code network pid ipc uts user mount
 *     cgroup}; what is missing is the host's
 * @param seccomp its filter as JSON, empty if it has none
 * @param maskedPaths what is hidden from it
 * @param mounts what is bound into it
 * @param devices host paths of its devices
 * @param annotations what the engine adds
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md">OCI
 *     runtime-spec 1.2.0</a>
 */
public record OciBundle(
    OciProcess process,
    Set<String> namespaces,
    String seccomp,
    List<String> maskedPaths,
    List<MountPoint> mounts,
    List<String> devices,
    Map<String, String> annotations) {
  private static final int MAXIMUM_BYTES = 8 * 1024 * 1024;

  public OciBundle {
    namespaces = Set.copyOf(namespaces);
    maskedPaths = List.copyOf(maskedPaths);
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
    annotations = Map.copyOf(annotations);
  }

  /**
   * Reads a bundle.
   *
   * @param directory the bundle
   * @throws IOException its {@code config.json} cannot be read, or is no such document
   */
  public static OciBundle read(Path directory) throws IOException {
    return of(document(directory.resolve("config.json")));
  }

  static OciBundle parse(byte[] bytes) throws IOException {
    return of(EngineClient.JSON.readTree(bytes));
  }

  static JsonNode document(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new IOException(file + ": more than " + MAXIMUM_BYTES + " bytes");
      }
      return EngineClient.JSON.readTree(bytes);
    }
  }

  private static OciBundle of(JsonNode document) throws IOException {
    if (document == null || !document.path("linux").isObject()) {
      throw new IOException("no configuration of a Linux container");
    }
    JsonNode linux = document.path("linux");
    Set<String> namespaces = new HashSet<>();
    linux
        .path("namespaces")
        .forEach(namespace -> namespaces.add(namespace.path("type").asText("")));
    List<MountPoint> mounts = new ArrayList<>();
    for (JsonNode mount : document.path("mounts")) {
      List<String> options = EngineDocuments.texts(mount.path("options"));
      boolean bound =
          mount.path("type").asText("").equals("bind")
              || options.contains("bind")
              || options.contains("rbind");
      if (bound) {
        mounts.add(
            new MountPoint(
                MountPoint.Type.BIND,
                mount.path("source").asText(""),
                mount.path("destination").asText(""),
                !options.contains("ro")));
      }
    }
    List<String> devices = new ArrayList<>();
    linux.path("devices").forEach(device -> devices.add(device.path("path").asText("")));
    return new OciBundle(
        OciProcess.of(document.path("process")),
        namespaces,
        linux.path("seccomp").isObject() ? linux.path("seccomp").toString() : "",
        EngineDocuments.texts(linux.path("maskedPaths")),
        mounts,
        devices,
        EngineDocuments.textMap(document.path("annotations")));
  }
}
