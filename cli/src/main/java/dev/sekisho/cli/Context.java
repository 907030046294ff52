package dev.sekisho.cli;

import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Which manager the command speaks to, and as whom.
 *
 * @param address {@code https://host:port}
 * @param caFile PEM of the CA that signed the manager's certificate; empty to trust the system's
 * @param token API token
 */
record Context(String address, String caFile, String token) {

  /** {@code $XDG_CONFIG_HOME/sekisho/context.json}. */
  static Path file(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(
        environment.getOrDefault("XDG_CONFIG_HOME", home + "/.config"), "sekisho", "context.json");
  }

  /** The context in the file, with SEKISHO_ADDRESS, SEKISHO_CA and SEKISHO_TOKEN before it. */
  static Context load(Map<String, String> environment) {
    Path file = file(environment);
    Context saved = Files.exists(file) ? read(file) : new Context("", "", "");
    Context context =
        new Context(
            environment.getOrDefault("SEKISHO_ADDRESS", saved.address),
            environment.getOrDefault("SEKISHO_CA", saved.caFile),
            environment.getOrDefault("SEKISHO_TOKEN", saved.token));
    if (context.address.isEmpty()) {
      throw Exit.ENVIRONMENT.because("no-context", file);
    }
    return context;
  }

  private static Context read(Path file) {
    try {
      return Json.read(Files.readAllBytes(file), Context.class);
    } catch (MalformedException e) {
      throw Exit.INPUT.because("bad-context", file, Cause.of(e));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("context-file", file, Cause.of(e));
    }
  }

  /** Writes the context, readable by its owner only, in one step. */
  void save(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              ".context",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          fresh,
          Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n",
          StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("context-file", file, Cause.of(e));
    }
  }
}
