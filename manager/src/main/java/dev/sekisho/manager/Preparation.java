package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ListenAddress;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.manager.identity.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must be there before the first port opens: directories, authority, server certificate. */
public final class Preparation {
  private Preparation() {}

  /**
   * Makes what is missing.
   *
   * @return settings of the framework that follow from the configuration
   */
  public static Map<String, String> prepare(ManagerConfiguration configuration) {
    Path identity = identityDirectory(configuration);
    try {
      makePrivate(configuration.data());
      makePrivate(identity);
      CertificateAuthority authority =
          CertificateAuthority.open(
              identity, configuration.certificateAuthority(), Clock.systemUTC());
      authority.refreshServerCertificate(identity, configuration.certificateNames());
    } catch (IOException e) {
      throw StartProblem.exception("manager-data-directory", configuration.data(), e.getMessage());
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.http.host", configuration.console().host());
    settings.put("quarkus.http.ssl-port", Integer.toString(configuration.console().port()));
    settings.put("quarkus.http.insecure-requests", "disabled");
    settings.put("quarkus.http.tls-configuration-name", "console");
    settings.put(
        "quarkus.tls.console.key-store.pem.server.cert", identity.resolve("server.pem").toString());
    settings.put(
        "quarkus.tls.console.key-store.pem.server.key", identity.resolve("server.key").toString());
    settings.put("quarkus.tls.console.reload-period", "1h");
    settings.put("quarkus.tls.console.protocols", "TLSv1.3,TLSv1.2");
    return settings;
  }

  /**
   * Refuses ports that somebody else has, before anything is started.
   *
   * @throws dev.sekisho.model.ProblemException that names the setting
   */
  static void checkPorts(ManagerConfiguration configuration) {
    // Both at once: the framework would serve two listeners of one port in turn, without a word.
    try (var _ = taken("sekisho.console.address", configuration.console());
        var _ = taken("sekisho.agents.address", configuration.agents())) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ServerSocket taken(String setting, ListenAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true); // as the listeners do; one that listens still makes it fail
      socket.bind(new InetSocketAddress(address.host(), address.port()));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw StartProblem.exception("manager-port-taken", setting, address, e.getMessage());
    }
  }

  static Path identityDirectory(ManagerConfiguration configuration) {
    return configuration.data().resolve("identity");
  }

  private static void makePrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
