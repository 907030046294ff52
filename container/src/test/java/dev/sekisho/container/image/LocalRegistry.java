package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's docker-registry on loopback, with TLS and one user, {@code shop} with {@code geheim}.
 */
final class LocalRegistry implements AutoCloseable {
  /** With the least cost that there is: every request is checked. */
  private static final String HTPASSWD =
      "shop:$2y$04$A/Kt0gb5.LJf0YrS0rjW2.fBjhZYMF2pBPlrnONAQdug9S6KaLI1e\n";

  private final Process process;
  private final int port;
  private final Path directory;

  private LocalRegistry(Process process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  static LocalRegistry start(Path directory) throws IOException, InterruptedException {
    for (String program : List.of("docker-registry", "skopeo", "openssl")) {
      boolean there = Files.isExecutable(Path.of("/usr/bin", program));
      if (!there) {
        System.err.println("NOT RUN: " + program + " is not installed");
      }
      Assumptions.assumeTrue(there, program + " is not installed");
    }
    run(
        directory,
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "ca.crt",
            "-days",
            "2",
            "-subj",
            "/CN=registry",
            "-addext",
            "subjectAltName=IP:127.0.0.1"));
    Files.writeString(directory.resolve("htpasswd"), HTPASSWD);
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("config.yml"),
            """
            version: 0.1
            log: {level: error, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: %1$s/data}}
            http: {addr: "127.0.0.1:%2$d", tls: {certificate: %1$s/ca.crt, key: %1$s/key.pem}}
            auth: {htpasswd: {realm: shop, path: %1$s/htpasswd}}
            """
                .formatted(directory, port));
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    LocalRegistry registry = new LocalRegistry(process, port, directory);
    registry.awaitPort();
    return registry;
  }

  private void awaitPort() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 200 && process.isAlive(); attempt++) {
      try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (connection.isConnected()) {
          return;
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50); // It says nowhere that it listens.
      }
    }
    throw new IOException("docker-registry: " + Files.readString(directory.resolve("log")));
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  Path authority() {
    return directory.resolve("ca.crt");
  }

  /** Where the registry keeps a blob. */
  Path blob(Digest digest) {
    return directory
        .resolve("data/docker/registry/v2/blobs/sha256")
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex())
        .resolve("data");
  }

  /** Pushes with skopeo, which knows nothing of our reader. */
  void push(String from, String repository, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("skopeo", "copy", "--quiet"));
    Collections.addAll(command, options);
    Collections.addAll(
        command,
        "--dest-creds",
        "shop:geheim",
        "--dest-cert-dir",
        directory.toString(),
        from,
        "docker://" + host() + "/" + repository);
    run(directory, command);
  }

  private static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Path log = directory.resolve("run.log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(command + ": " + Files.readString(log));
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
