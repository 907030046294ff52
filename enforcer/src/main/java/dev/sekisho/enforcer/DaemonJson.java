package dev.sekisho.enforcer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.runtime.GateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a Docker engine as far as runtimes go. All other keys keep their values and
 * their order.
 *
 * @param tree the whole document
 */
record DaemonJson(ObjectNode tree) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final String RUNTIMES = "runtimes";
  private static final String DEFAULT = "default-runtime";

  /** An engine without a configuration. */
  static DaemonJson empty() {
    return new DaemonJson(JSON.createObjectNode());
  }

  /**
   * Reads a document.
   *
   * @throws IOException it is no JSON object
   */
  static DaemonJson parse(String text) throws IOException {
    if (text.isBlank()) return empty();
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) return new DaemonJson(object);
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
    throw new IOException("no JSON object");
  }

  /** The runtime that is used where none is named; empty for the engine's own choice. */
  Optional<String> defaultRuntime() {
    JsonNode name = tree.path(DEFAULT);
    return name.isTextual() ? Optional.of(name.textValue()) : Optional.empty();
  }

  /** What is configured of a runtime, empty if nothing is. */
  Optional<JsonNode> runtime(String name) {
    JsonNode runtime = tree.path(RUNTIMES).path(name);
    return runtime.isObject() ? Optional.of(runtime) : Optional.empty();
  }

  /**
   * The same with the gate as the default runtime.
   *
   * @param program the gate
   * @param real what is configured of the runtime that it becomes, for its arguments
   */
  DaemonJson withGate(Path program, Optional<JsonNode> real) {
    ObjectNode changed = tree.deepCopy();
    ObjectNode runtimes =
        changed.get(RUNTIMES) instanceof ObjectNode object ? object : changed.putObject(RUNTIMES);
    ObjectNode gate = runtimes.putObject(GateFiles.RUNTIME);
    gate.put("path", program.toString());
    real.map(of -> of.path("runtimeArgs"))
        .filter(JsonNode::isArray)
        .ifPresent(arguments -> gate.set("runtimeArgs", arguments.deepCopy()));
    changed.put(DEFAULT, GateFiles.RUNTIME);
    return new DaemonJson(changed);
  }

  /**
   * The same without the gate.
   *
   * @param before the default runtime as it was configured, empty if it was not
   * @param keptAs path of the runtime under which containers that know the gate's name go on; empty
   *     if there are none
   */
  DaemonJson withoutGate(Optional<String> before, Optional<String> keptAs) {
    ObjectNode changed = tree.deepCopy();
    if (defaultRuntime().equals(Optional.of(GateFiles.RUNTIME))) {
      before.ifPresentOrElse(name -> changed.put(DEFAULT, name), () -> changed.remove(DEFAULT));
    }
    if (changed.get(RUNTIMES) instanceof ObjectNode runtimes) {
      if (keptAs.isPresent() && runtimes.get(GateFiles.RUNTIME) instanceof ObjectNode gate) {
        gate.put("path", keptAs.get());
      } else {
        runtimes.remove(GateFiles.RUNTIME);
      }
      if (runtimes.isEmpty()) changed.remove(RUNTIMES);
    }
    return new DaemonJson(changed);
  }

  /** The same with a default runtime and a table of runtimes in any case. */
  DaemonJson naming(String runtime) {
    ObjectNode changed = tree.deepCopy();
    if (defaultRuntime().isEmpty()) changed.put(DEFAULT, runtime);
    if (!(changed.get(RUNTIMES) instanceof ObjectNode)) changed.putObject(RUNTIMES);
    return new DaemonJson(changed);
  }

  /** As it is written to the file. */
  String text() {
    return tree.toPrettyString() + "\n";
  }

  /** Writes a file whole or not at all; it keeps its permissions. */
  static void write(Path file, String text) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) Files.createDirectories(parent);
    Set<PosixFilePermission> permissions =
        Files.exists(file)
            ? Files.getPosixFilePermissions(file)
            : PosixFilePermissions.fromString("rw-r--r--");
    Path fresh = file.resolveSibling(file.getFileName() + ".sekisho-new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(permissions));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
