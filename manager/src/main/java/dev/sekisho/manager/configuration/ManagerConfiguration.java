package dev.sekisho.manager.configuration;

import dev.sekisho.model.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the manager is told before it starts, by system properties {@code sekisho.…} or environment
 * variables {@code SEKISHO_…}.
 *
 * @param data its directory; {@code database}, {@code identity} and {@code ready.json} live in it
 * @param console where browsers and the REST API are served
 * @param agents where enforcers are served
 * @param certificateNames DNS names and IP addresses of the server's certificate, at least one
 * @param certificateAuthority PEM file with the certificate and the key of a CA to use in place of
 *     a generated one
 * @param database an external database; empty for the embedded one
 * @param commandPrefix words before the commands of the embedded database, such as {@code setpriv
 *     --reuid=…}; empty in production, where the manager itself is unprivileged
 */
public record ManagerConfiguration(
    Path data,
    ListenAddress console,
    ListenAddress agents,
    List<String> certificateNames,
    Optional<Path> certificateAuthority,
    Optional<ExternalDatabase> database,
    List<String> commandPrefix) {
  public ManagerConfiguration {
    certificateNames = List.copyOf(certificateNames);
    commandPrefix = List.copyOf(commandPrefix);
    if (console.port() == 0) {
      throw new IllegalArgumentException("console port 0: expected a port that people can know");
    }
    if (certificateNames.isEmpty()) {
      throw new IllegalArgumentException("certificateNames is empty: expected at least one name");
    }
  }

  /**
   * A database that somebody else runs.
   *
   * @param url as JDBC wants it, {@code jdbc:postgresql://…}
   * @param user empty if the URL names it
   * @param passwordFile file whose first line is the password
   */
  public record ExternalDatabase(String url, String user, Optional<Path> passwordFile) {}

  /**
   * Reads the configuration.
   *
   * @param hostName this machine's name, one of the default certificate names
   * @param property value of a system property by name, or of the variable that mirrors it
   * @throws ProblemException if a value has the wrong form
   */
  public static ManagerConfiguration read(
      String hostName, Function<String, Optional<String>> property) {
    Path data =
        property
            .apply("sekisho.data")
            .map(Path::of)
            .orElseThrow(() -> StartProblem.exception("manager-no-data-directory"));
    return new ManagerConfiguration(
        data.toAbsolutePath().normalize(),
        address(property, "sekisho.console.address", "127.0.0.1:8443"),
        address(property, "sekisho.agents.address", "127.0.0.1:8444"),
        property
            .apply("sekisho.certificate.names")
            .map(text -> List.of(text.trim().split("\\s*,\\s*")))
            .orElseGet(() -> List.of("localhost", "127.0.0.1", "::1", hostName)),
        property.apply("sekisho.ca.file").map(Path::of),
        property
            .apply("sekisho.database.url")
            .map(
                url ->
                    new ExternalDatabase(
                        checkedUrl(url),
                        property.apply("sekisho.database.user").orElse(""),
                        property.apply("sekisho.database.password-file").map(Path::of))),
        property
            .apply("sekisho.database.command-prefix")
            .map(text -> List.of(text.split(" ")))
            .orElse(List.of()));
  }

  /** Reads from system properties, then from the environment: {@code a.b-c} is {@code A_B_C}. */
  public static Optional<String> fromProcess(String name) {
    return Optional.ofNullable(System.getProperty(name))
        .or(
            () ->
                Optional.ofNullable(
                    System.getenv(
                        name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))))
        .filter(value -> !value.isBlank());
  }

  private static ListenAddress address(
      Function<String, Optional<String>> property, String name, String otherwise) {
    String text = property.apply(name).orElse(otherwise);
    try {
      return ListenAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw StartProblem.exception("manager-bad-address", name, text);
    }
  }

  private static String checkedUrl(String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw StartProblem.exception("manager-bad-database-url");
    }
    return url;
  }
}
