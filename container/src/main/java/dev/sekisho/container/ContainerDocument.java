package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Container;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the inspection of one container. */
final class ContainerDocument {
  private static final String REQUEST = "GET /containers/{id}/json";

  /** What the engine writes for "never". */
  private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

  private ContainerDocument() {}

  static ContainerFacts facts(JsonNode document, Optional<JsonNode> image, EngineInfo engine)
      throws EngineException {
    String id = EngineDocuments.id(document, "Id", REQUEST);
    JsonNode configuration = document.path("Config");
    JsonNode host = document.path("HostConfig");
    JsonNode state = document.path("State");
    if (!configuration.isObject() || !host.isObject() || !state.isObject()) {
      throw EngineDocuments.nonsense(REQUEST, "no Config, HostConfig or State");
    }
    Map<String, String> labels = EngineDocuments.textMap(configuration.path("Labels"));
    Container container =
        new Container(
            id,
            EngineDocuments.name(document.path("Name").asText("")),
            "docker",
            labels,
            EngineDocuments.variableNames(configuration.path("Env")),
            configuration.path("User").asText(""),
            host.path("Runtime").asText(""));
    Instant started = EngineDocuments.instant(state.path("StartedAt"), REQUEST);
    List<MountPoint> mounts = mounts(document.path("Mounts"), host.path("Tmpfs"));
    return new ContainerFacts(
        container,
        image(image, configuration.path("Image").asText("")),
        kubernetes(labels),
        marathon(labels),
        pid(state),
        EngineDocuments.instant(document.path("Created"), REQUEST),
        started.equals(NEVER) ? Optional.empty() : Optional.of(started),
        state.path("Paused").asBoolean(),
        StorageLayout.of(document.path("GraphDriver"), id, engine),
        mounts,
        isolation(host),
        StartDocument.read(document, mounts, image));
  }

  /**
   * An image that cannot be read is not known, and scopes that ask for it answer so; the container
   * is no less protected for a strange name.
   */
  private static Optional<Image> image(Optional<JsonNode> document, String reference) {
    if (document.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(EngineDocuments.image(document.get(), reference));
    } catch (EngineException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt pid(JsonNode state) throws EngineException {
    if (!state.path("Running").asBoolean()) {
      return OptionalInt.empty();
    }
    int pid = state.path("Pid").asInt(0);
    if (pid < 0) {
      throw EngineDocuments.nonsense(REQUEST, "Pid " + pid);
    }
    // The engine says "running" with pid 0 for a moment at the end of a run.
    return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
  }

  /** The kubelet's labels name the pod; its own labels and its owner only the API server knows. */
  private static Optional<Workload.Kubernetes> kubernetes(Map<String, String> labels) {
    String pod = labels.getOrDefault("io.kubernetes.pod.name", "");
    return pod.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Workload.Kubernetes(
                labels.getOrDefault("io.kubernetes.pod.namespace", ""), pod, "", Map.of()));
  }

  /** Marathon hands an application's id and package to its containers as labels. */
  private static Optional<Workload.Marathon> marathon(Map<String, String> labels) {
    String application = labels.getOrDefault("MARATHON_APP_ID", "");
    String packageName = labels.getOrDefault("DCOS_PACKAGE_NAME", "");
    return application.isEmpty() && packageName.isEmpty()
        ? Optional.empty()
        : Optional.of(new Workload.Marathon(application, packageName));
  }

  /** The engine lists what {@code --tmpfs} asked for apart from the rest. */
  private static List<MountPoint> mounts(JsonNode array, JsonNode tmpfs) {
    List<MountPoint> mounts = new ArrayList<>();
    for (JsonNode mount : array) {
      MountPoint.Type type =
          switch (mount.path("Type").asText("")) {
            case "bind" -> MountPoint.Type.BIND;
            case "volume" -> MountPoint.Type.VOLUME;
            case "tmpfs" -> MountPoint.Type.TMPFS;
            default -> MountPoint.Type.OTHER;
          };
      mounts.add(
          new MountPoint(
              type,
              mount.path("Source").asText(""),
              mount.path("Destination").asText(""),
              mount.path("RW").asBoolean(true)));
    }
    tmpfs
        .properties()
        .forEach(
            entry -> {
              boolean writable =
                  !List.of(entry.getValue().asText("").split(",", -1)).contains("ro");
              mounts.add(new MountPoint(MountPoint.Type.TMPFS, "", entry.getKey(), writable));
            });
    return mounts;
  }

  private static Isolation isolation(JsonNode host) {
    List<String> devices = new ArrayList<>();
    host.path("Devices").forEach(device -> devices.add(device.path("PathOnHost").asText("")));
    long processes = host.path("PidsLimit").asLong(0);
    return new Isolation(
        host.path("Privileged").asBoolean(),
        capabilities(host.path("CapAdd")),
        capabilities(host.path("CapDrop")),
        EngineDocuments.texts(host.path("SecurityOpt")),
        host.path("NetworkMode").asText(""),
        host.path("PidMode").asText(""),
        host.path("IpcMode").asText(""),
        host.path("UTSMode").asText(""),
        host.path("UsernsMode").asText(""),
        host.path("CgroupnsMode").asText(""),
        host.path("CgroupParent").asText(""),
        devices,
        host.path("ReadonlyRootfs").asBoolean(),
        host.path("Init").asBoolean(),
        processes > 0 ? OptionalLong.of(processes) : OptionalLong.empty());
  }

  private static Set<String> capabilities(JsonNode array) {
    Set<String> capabilities = new HashSet<>();
    for (String capability : EngineDocuments.texts(array)) {
      String upper = capability.toUpperCase(Locale.ROOT);
      capabilities.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
    }
    return capabilities;
  }
}
