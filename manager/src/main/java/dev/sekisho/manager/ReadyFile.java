package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.identity.CertificateAuthority;
import dev.sekisho.wire.Json;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Tells whoever started the manager that it is ready, and where: {@code ready.json}. */
@Singleton
final class ReadyFile {
  private final ManagerConfiguration configuration;
  private final CertificateAuthority authority;
  private boolean console;
  private int agentsPort;
  private boolean database;

  ReadyFile(ManagerConfiguration configuration, CertificateAuthority authority) {
    this.configuration = configuration;
    this.authority = authority;
  }

  /**
   * What the file says.
   *
   * @param console address of the console and of the REST API
   * @param agents address for enforcers
   * @param ca path of the CA's certificate as PEM
   * @param caSha256 digest of the CA's certificate as DER, in hexadecimal
   */
  public record Ready(String console, String agents, String ca, String caSha256) {}

  synchronized void consoleOpen() {
    console = true;
    writeIfComplete();
  }

  synchronized void agentsOpen(int port) {
    agentsPort = port;
    writeIfComplete();
  }

  synchronized void databaseUp() {
    database = true;
    writeIfComplete();
  }

  synchronized void withdraw() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file() {
    return configuration.data().resolve("ready.json");
  }

  private void writeIfComplete() {
    if (!database || !console || agentsPort == 0) {
      return;
    }
    Ready ready =
        new Ready(
            "https://" + reachable(configuration.console().toString()),
            "https://" + reachable(configuration.agents().withPort(agentsPort).toString()),
            Preparation.identityDirectory(configuration).resolve("ca.pem").toString(),
            authority.fingerprint());
    try {
      Path next = file().resolveSibling("ready.json.next");
      Files.write(next, Json.bytes(ready));
      Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who listens on all addresses is reached on this machine by loopback. */
  private static String reachable(String address) {
    return address
        .replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:")
        .replaceFirst("^\\[::\\]:", "[::1]:");
  }
}
