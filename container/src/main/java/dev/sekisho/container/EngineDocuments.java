package dev.sekisho.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Image;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the engine's JSON documents; what lacks what we cannot do without is nonsense. */
final class EngineDocuments {
  static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private static final int CONTAINERS = 100_000;

  private EngineDocuments() {}

  static JsonNode tree(byte[] bytes, String request) throws EngineException {
    try {
      JsonNode tree = EngineClient.JSON.readTree(bytes);
      if (tree == null || tree.isMissingNode()) {
        throw nonsense(request, "an empty document");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw nonsense(request, "no JSON: " + Inert.text(e.getOriginalMessage(), 200));
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reading an array does no I/O", e);
    }
  }

  static EngineException nonsense(String request, String what) {
    return new EngineException(new EngineFailure.Nonsense(request, what));
  }

  /** An id under a field. */
  static String id(JsonNode document, String field, String request) throws EngineException {
    String id = document.path(field).asText("");
    if (!ID.matcher(id).matches()) {
      throw nonsense(request, "'" + Inert.text(id, 80) + "' is no id of 64 hexadecimal digits");
    }
    return id;
  }

  static EngineInfo info(JsonNode document, String version, ApiVersion api) throws EngineException {
    String request = "GET /info";
    String root = document.path("DockerRootDir").asText("");
    if (!root.startsWith("/")) {
      throw nonsense(request, "no DockerRootDir");
    }
    return new EngineInfo(
        document.path("ID").asText(""),
        version,
        api,
        path(root, request),
        document.path("Driver").asText(""),
        document.path("CgroupDriver").asText(""),
        document.path("CgroupVersion").asText("1"),
        new HashSet<>(names(document.path("Runtimes"))),
        document.path("DefaultRuntime").asText(""),
        document.path("InitBinary").asText(""),
        texts(document.path("SecurityOptions")));
  }

  static List<ContainerSummary> list(JsonNode document) throws EngineException {
    String request = "GET /containers/json";
    if (!document.isArray() || document.size() > CONTAINERS) {
      throw nonsense(request, "no list of up to " + CONTAINERS + " containers");
    }
    List<ContainerSummary> containers = new ArrayList<>();
    for (JsonNode line : document) {
      containers.add(
          new ContainerSummary(
              id(line, "Id", request),
              name(line.path("Names").path(0).asText("")),
              line.path("State").asText("")));
    }
    return containers;
  }

  static ContainerFacts facts(JsonNode document, Optional<JsonNode> image, EngineInfo engine)
      throws EngineException {
    return ContainerDocument.facts(document, image, engine);
  }

  /**
   * @param reference the name as the user wrote it; an id stands for an image without name
   */
  static Image image(JsonNode document, String reference) throws EngineException {
    String request = "GET /images/{name}/json";
    Digest id;
    try {
      id = Digest.parse(document.path("Id").asText(""));
    } catch (IllegalArgumentException e) {
      throw nonsense(request, Inert.text(String.valueOf(e.getMessage()), 200));
    }
    String name = nameOf(reference, id, document);
    String registry = "";
    String repository = "";
    String tag = "";
    if (!name.isEmpty()) {
      try {
        ImageReference parsed = ImageReference.parse(name);
        registry = parsed.registry();
        repository = parsed.repository();
        tag = parsed.tag();
      } catch (IllegalArgumentException e) {
        throw nonsense(request, Inert.text(String.valueOf(e.getMessage()), 300));
      }
    }
    JsonNode configuration = document.path("Config");
    return new Image(
        name.isEmpty() ? id.toString() : name,
        id,
        texts(document.path("RepoDigests")),
        registry,
        repository,
        tag,
        document.path("Architecture").asText(""),
        document.path("Os").asText(""),
        textMap(configuration.path("Labels")),
        variableNames(configuration.path("Env")));
  }

  /**
   * The reference the container was made with; where that is the id, or its first digits, one of
   * the image's names.
   */
  private static String nameOf(String reference, Digest id, JsonNode document) {
    String digits = reference.startsWith("sha256:") ? reference.substring(7) : reference;
    List<String> tags = texts(document.path("RepoTags"));
    List<String> digests = texts(document.path("RepoDigests"));
    boolean isId = id.hex().startsWith(digits) && !tags.contains(reference + ":latest");
    if (!isId) {
      return reference;
    }
    if (!tags.isEmpty()) {
      return tags.getFirst();
    }
    return digests.isEmpty() ? "" : digests.getFirst();
  }

  static EngineEvent event(JsonNode document) throws EngineException {
    String request = "GET /events";
    JsonNode nanos = document.path("timeNano");
    if (!document.isObject() || !nanos.canConvertToLong() || !document.path("Actor").isObject()) {
      throw nonsense(request, "'" + Inert.text(document.toString(), 120) + "' is no event");
    }
    return new EngineEvent(
        document.path("Type").asText(""),
        document.path("Action").asText(""),
        document.path("Actor").path("ID").asText(""),
        textMap(document.path("Actor").path("Attributes")),
        Instant.ofEpochSecond(0, nanos.longValue()));
  }

  /** Import and load answer 200 and tell of errors in a stream of JSON documents. */
  static void progress(byte[] answer, String request) throws EngineException {
    try (var documents = EngineClient.JSON.readerFor(JsonNode.class).readValues(answer)) {
      while (documents.hasNextValue()) {
        if (documents.nextValue() instanceof JsonNode line && line.path("error").isTextual()) {
          throw new EngineException(
              new EngineFailure.Refused(
                  request, 200, Inert.text(line.path("error").textValue(), 500)));
        }
      }
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw nonsense(request, "no JSON: " + Inert.text(String.valueOf(e.getMessage()), 200));
    }
  }

  static Instant instant(JsonNode value, String request) throws EngineException {
    try {
      return Instant.parse(value.asText(""));
    } catch (DateTimeException e) {
      throw nonsense(request, "'" + Inert.text(value.asText(""), 60) + "' is no time");
    }
  }

  static Path path(String text, String request) throws EngineException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw nonsense(request, "'" + Inert.text(text, 200) + "' is no path");
    }
  }

  /** A container's name without the leading slash. */
  static String name(String text) {
    return text.startsWith("/") ? text.substring(1) : text;
  }

  /** The texts of an array, empty where there is none. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(
        element -> {
          if (element.isTextual()) {
            texts.add(element.textValue());
          }
        });
    return texts;
  }

  /** The entries of an object whose values are texts, empty where there is none. */
  static Map<String, String> textMap(JsonNode object) {
    Map<String, String> entries = new HashMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isTextual()) {
                entries.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    return entries;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The names of {@code NAME=value}; the values end here. */
  static Set<String> variableNames(JsonNode array) {
    Set<String> names = new HashSet<>();
    for (String variable : texts(array)) {
      int equals = variable.indexOf('=');
      names.add(equals < 0 ? variable : variable.substring(0, equals));
    }
    return names;
  }
}
