package dev.sekisho.container.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How registries are spoken to.
 *
 * @param insecure whether plain HTTP and certificates of unknown issuers are taken from hosts other
 *     than this one
 * @param authorities PEM file with certificates that are trusted besides the system's
 * @param credentials user and password for every registry; empty takes them from Docker's
 *     configuration
 * @param dockerConfiguration directory of Docker's {@code config.json}
 * @param patience how long a registry may say nothing
 */
public record RegistryOptions(
    boolean insecure,
    Optional<Path> authorities,
    Optional<Credentials> credentials,
    Path dockerConfiguration,
    Duration patience) {

  /**
   * User and password.
   *
   * @param password never shown: see {@link #toString}
   */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return user + ":***";
    }
  }

  /** As Docker does: {@code DOCKER_CONFIG} or {@code ~/.docker}; 30 seconds. */
  public static RegistryOptions standard() {
    String set = System.getenv().getOrDefault("DOCKER_CONFIG", "");
    return new RegistryOptions(
        false,
        Optional.empty(),
        Optional.empty(),
        set.isEmpty() ? Path.of(System.getProperty("user.home", "/root"), ".docker") : Path.of(set),
        Duration.ofSeconds(30));
  }
}
