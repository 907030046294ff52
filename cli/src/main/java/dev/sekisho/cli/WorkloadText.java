package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Container;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A workload as a person describes it, to ask what policies would do with it: {@code
 * container.name=web,image.repository=shop/web}, or a file with one from {@code sekisho workloads
 * -o json}.
 *
 * <p>A family of which nothing is said is not known, so scopes that ask for it answer
 * <em>unknown</em>; only orchestrators of which nothing is said are taken to be absent.
 */
final class WorkloadText {
  private static final Digest NO_DIGEST = new Digest("sha256", "0".repeat(64));

  private final Map<String, String> values = new TreeMap<>();
  private final Set<String> used = new HashSet<>();

  private WorkloadText() {}

  static Workload read(List<String> descriptions) {
    WorkloadText text = new WorkloadText();
    for (String description : descriptions) {
      if (!description.contains("=")) {
        return ofFile(Path.of(description));
      }
      text.add(description);
    }
    return text.workload();
  }

  private static Workload ofFile(Path file) {
    try {
      JsonNode document = Json.read(Files.readAllBytes(file), JsonNode.class);
      JsonNode first = document.isArray() ? document.path(0) : document;
      JsonNode workload = first.findValue("workload");
      return Json.mapper().treeToValue(workload == null ? first : workload, Workload.class);
    } catch (MalformedException | com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Exit.INPUT.because("bad-workload", file, Cause.of(e));
    } catch (IOException e) {
      throw Exit.INPUT.because("file-not-readable", file, Cause.of(e));
    }
  }

  private void add(String description) {
    for (String pair : description.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw Exit.INPUT.because("bad-workload", pair, "KEY=VALUE");
      }
      values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
  }

  private Workload workload() {
    Host host =
        new Host(
            "local",
            value("host.name"),
            value("enforcer.logicalName"),
            value("enforcer.group"),
            labels("enforcer.labels."),
            list("host.addresses"),
            value("host.os"));
    Optional<Container> container =
        says("container.")
            ? Optional.of(
                new Container(
                    value("container.id"),
                    value("container.name"),
                    value("container.engine"),
                    labels("container.labels."),
                    Set.copyOf(list("container.environment")),
                    value("container.user"),
                    value("container.runtime")))
            : Optional.empty();
    Optional<Image> image = says("image.") ? Optional.of(image()) : Optional.empty();
    Optional<Workload.Kubernetes> kubernetes =
        says("kubernetes.")
            ? Optional.of(
                new Workload.Kubernetes(
                    value("kubernetes.namespace"),
                    value("kubernetes.pod"),
                    value("kubernetes.deployment"),
                    labels("kubernetes.labels.")))
            : Optional.empty();
    Optional<Workload.Marathon> marathon =
        says("marathon.")
            ? Optional.of(
                new Workload.Marathon(
                    value("marathon.applicationId"), value("marathon.packageName")))
            : Optional.empty();
    Workload workload =
        new Workload("local", host, container, image, kubernetes, marathon, unknownFamilies());
    refuseUnused();
    return workload;
  }

  private Image image() {
    return new Image(
        value("image.name"),
        values.containsKey("image.id") ? Digest.parse(value("image.id")) : NO_DIGEST,
        list("image.digests"),
        value("image.registry"),
        value("image.repository"),
        value("image.tag"),
        value("image.architecture"),
        value("image.os"),
        labels("image.labels."),
        Set.copyOf(list("image.environment")));
  }

  private Set<String> unknownFamilies() {
    Set<String> unknown = new TreeSet<>();
    for (String family : List.of("container", "enforcer", "host", "image")) {
      if (!says(family + ".")) {
        unknown.add(family);
      }
    }
    return unknown;
  }

  private boolean says(String prefix) {
    return values.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  private String value(String key) {
    used.add(key);
    return values.getOrDefault(key, "");
  }

  /** Several values are separated by semicolons, since commas separate attributes. */
  private List<String> list(String key) {
    String value = value(key);
    return value.isEmpty() ? List.of() : List.of(value.split(";", -1));
  }

  private Map<String, String> labels(String prefix) {
    Map<String, String> labels = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            used.add(key);
            labels.put(key.substring(prefix.length()), value);
          }
        });
    return labels;
  }

  private void refuseUnused() {
    for (String key : values.keySet()) {
      if (!used.contains(key)) {
        throw Exit.INPUT.because("unknown-attribute", key);
      }
    }
  }
}
