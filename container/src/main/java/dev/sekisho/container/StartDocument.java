package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads of an inspection what the container was created with, and compares it with its image. */
final class StartDocument {
  /** Some of the paths that engines hide; a list without them is not the default's. */
  private static final Set<String> HIDDEN = Set.of("/proc/kcore", "/proc/timer_list");

  private static final Set<String> READ_ONLY = Set.of("/proc/sys", "/proc/sysrq-trigger");

  /** The engine adds it where neither image nor user have one. */
  private static final String DEFAULT_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private StartDocument() {}

  static StartParameters read(
      JsonNode document, List<MountPoint> mounts, Optional<JsonNode> image) {
    JsonNode configuration = document.path("Config");
    JsonNode host = document.path("HostConfig");
    return new StartParameters(
        ports(configuration.path("ExposedPorts"), host.path("PortBindings")),
        lacks(host.path("MaskedPaths"), HIDDEN) || lacks(host.path("ReadonlyPaths"), READ_ONLY),
        image.map(of -> changes(configuration, mounts, of.path("Config"))));
  }

  /** An array that is there and does not hold all of these; none at all is the engine's default. */
  private static boolean lacks(JsonNode array, Set<String> expected) {
    return array.isArray() && !EngineDocuments.texts(array).containsAll(expected);
  }

  private static List<StartParameters.Port> ports(JsonNode exposed, JsonNode bindings) {
    Map<String, List<String>> published = new HashMap<>();
    exposed.properties().forEach(entry -> published.put(entry.getKey(), new ArrayList<>()));
    for (Map.Entry<String, JsonNode> entry : bindings.properties()) {
      List<String> ports = published.computeIfAbsent(entry.getKey(), key -> new ArrayList<>());
      entry.getValue().forEach(binding -> ports.add(binding.path("HostPort").asText("")));
    }
    List<StartParameters.Port> ports = new ArrayList<>();
    for (Map.Entry<String, List<String>> entry :
        published.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
      String[] parts = entry.getKey().split("/", 2);
      if (!parts[0].matches("\\d{1,5}")) {
        continue;
      }
      int number = Integer.parseInt(parts[0]);
      String protocol = parts.length == 2 ? parts[1] : "tcp";
      List<String> hosts = entry.getValue().isEmpty() ? List.of("") : entry.getValue();
      hosts.forEach(host -> ports.add(new StartParameters.Port(number, protocol, host)));
    }
    return ports;
  }

  private static List<String> changes(
      JsonNode configuration, List<MountPoint> mounts, JsonNode image) {
    Set<String> changes = new TreeSet<>();
    boolean entrypoint = differs(configuration, image, "Entrypoint");
    if (entrypoint) {
      changes.add("entrypoint");
    }
    // An entrypoint of one's own clears the image's command.
    List<String> command = EngineDocuments.texts(configuration.path("Cmd"));
    if (differs(configuration, image, "Cmd") && !(entrypoint && command.isEmpty())) {
      changes.add("command");
    }
    if (!text(configuration, "User").equals(text(image, "User"))) {
      changes.add("user");
    }
    if (!directory(configuration).equals(directory(image))) {
      changes.add("workingDirectory");
    }
    Set<String> variables = new HashSet<>(EngineDocuments.texts(image.path("Env")));
    variables.add(DEFAULT_PATH);
    for (String variable : EngineDocuments.texts(configuration.path("Env"))) {
      if (!variables.contains(variable)) {
        int equals = variable.indexOf('=');
        changes.add("environment." + (equals < 0 ? variable : variable.substring(0, equals)));
      }
    }
    Set<String> volumes = new HashSet<>();
    image.path("Volumes").properties().forEach(entry -> volumes.add(entry.getKey()));
    for (MountPoint mount : mounts) {
      boolean asInImage =
          mount.type() == MountPoint.Type.VOLUME && volumes.contains(mount.destination());
      if (!asInImage) {
        changes.add("volumes." + mount.destination());
      }
    }
    return List.copyOf(changes);
  }

  private static boolean differs(JsonNode configuration, JsonNode image, String field) {
    return !EngineDocuments.texts(configuration.path(field))
        .equals(EngineDocuments.texts(image.path(field)));
  }

  private static String text(JsonNode of, String field) {
    return of.path(field).asText("");
  }

  private static String directory(JsonNode of) {
    String directory = text(of, "WorkingDir");
    return directory.isEmpty() ? "/" : directory;
  }
}
