package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A container to be created.
 *
 * @param name its name, empty to let the engine choose
 * @param image id or reference
 * @param command program and arguments, empty for the image's own
 * @param labels its labels
 * @param environment {@code NAME=value}
 * @param binds {@code source:destination[:ro]}
 * @param network {@code none}, {@code bridge}, {@code host} …
 * @param init whether docker-init becomes pid 1
 * @param processLimit {@code pids.max}
 * @param memoryBytes limit of memory
 * @param addedCapabilities such as {@code SYS_PTRACE}
 */
public record ContainerRequest(
    String name,
    String image,
    List<String> command,
    Map<String, String> labels,
    List<String> environment,
    List<String> binds,
    String network,
    boolean init,
    OptionalLong processLimit,
    OptionalLong memoryBytes,
    List<String> addedCapabilities) {
  public ContainerRequest {
    command = List.copyOf(command);
    labels = Map.copyOf(labels);
    environment = List.copyOf(environment);
    binds = List.copyOf(binds);
    addedCapabilities = List.copyOf(addedCapabilities);
  }

  /** A container without network, labels, binds and limits. */
  public static ContainerRequest of(String name, String image, List<String> command) {
    return new ContainerRequest(
        name,
        image,
        command,
        Map.of(),
        List.of(),
        List.of(),
        "none",
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        List.of());
  }

  /** The same with these labels. */
  public ContainerRequest labelled(Map<String, String> wanted) {
    return new ContainerRequest(
        name,
        image,
        command,
        wanted,
        environment,
        binds,
        network,
        init,
        processLimit,
        memoryBytes,
        addedCapabilities);
  }

  JsonNode document() {
    ObjectNode document = EngineClient.JSON.createObjectNode();
    document.put("Image", image);
    if (!command.isEmpty()) {
      command.forEach(document.putArray("Cmd")::add);
    }
    environment.forEach(document.putArray("Env")::add);
    labels.forEach(document.putObject("Labels")::put);
    ObjectNode host = document.putObject("HostConfig");
    binds.forEach(host.putArray("Binds")::add);
    addedCapabilities.forEach(host.putArray("CapAdd")::add);
    host.put("NetworkMode", network);
    host.put("Init", init);
    processLimit.ifPresent(limit -> host.put("PidsLimit", limit));
    memoryBytes.ifPresent(limit -> host.put("Memory", limit));
    return document;
  }
}
