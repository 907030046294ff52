package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Starts the manager of the tests as the program does, on a directory of its own, with its own
 * PostgreSQL and ports that the system chooses.
 */
public final class ManagerUnderTest implements QuarkusTestResourceLifecycleManager {
  private final Path directory = Unprivileged.directory();

  @Override
  public Map<String, String> start() {
    Map<String, String> properties = new HashMap<>();
    properties.put("sekisho.data", directory.resolve("manager").toString());
    int port = freePort();
    properties.put("sekisho.console.address", "127.0.0.1:" + port);
    properties.put("sekisho.agents.address", "127.0.0.1:0");
    properties.put("sekisho.database.command-prefix", String.join(" ", Unprivileged.prefix()));
    ManagerConfiguration configuration =
        ManagerConfiguration.read(
            "localhost",
            name -> Optional.ofNullable(properties.get(name)).filter(v -> !v.isBlank()));
    properties.putAll(Preparation.prepare(configuration));
    // In tests the framework takes its ports from settings of their own.
    properties.put("quarkus.http.test-ssl-port", Integer.toString(port));
    makeWalkable(configuration.data());
    return properties;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server of a manager that is root is somebody else, who must get through. */
  private static void makeWalkable(Path data) {
    try {
      java.nio.file.Files.setPosixFilePermissions(
          data, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      Unprivileged.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
