package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A process as an OCI runtime is told to start it.
 *
 * @param arguments program and arguments
 * @param user number of its user
 * @param capabilities that it can have, in upper case without {@code CAP_}
 * @param noNewPrivileges whether setuid programs give it nothing
 * @param appArmor name of its AppArmor profile, empty if none is set
 * @param seLinux its SELinux label, empty if none is set
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.2.0/config.md#process">OCI
 *     runtime-spec 1.2.0</a>
 */
public record OciProcess(
    List<String> arguments,
    long user,
    Set<String> capabilities,
    boolean noNewPrivileges,
    String appArmor,
    String seLinux) {
  public OciProcess {
    arguments = List.copyOf(arguments);
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * Reads a process document, as {@code runc exec --process FILE} takes it.
   *
   * @throws IOException it cannot be read, or is no such document
   */
  public static OciProcess read(Path file) throws IOException {
    return of(OciBundle.document(file));
  }

  static OciProcess of(JsonNode process) throws IOException {
    if (!process.isObject() || !process.path("args").isArray()) {
      throw new IOException("no process with args");
    }
    Set<String> capabilities = new HashSet<>();
    for (String set : List.of("bounding", "effective", "permitted", "inheritable", "ambient")) {
      for (String name : EngineDocuments.texts(process.path("capabilities").path(set))) {
        String upper = name.toUpperCase(Locale.ROOT);
        capabilities.add(upper.startsWith("CAP_") ? upper.substring(4) : upper);
      }
    }
    return new OciProcess(
        EngineDocuments.texts(process.path("args")),
        process.path("user").path("uid").asLong(0),
        capabilities,
        process.path("noNewPrivileges").asBoolean(),
        process.path("apparmorProfile").asText(""),
        process.path("selinuxLabel").asText(""));
  }
}
