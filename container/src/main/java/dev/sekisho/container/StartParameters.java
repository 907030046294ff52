package dev.sekisho.container;

import java.util.List;
import java.util.Optional;

/**
 * What a container was created with beside its isolation and mounts. Of its environment only names
 * are here.
 *
 * @param ports what it listens on, as it says, and where the host leads to it
 * @param systemPathsShown whether paths in /proc and /sys that the engine hides or protects by
 *     default are not
 * @param changes what differs from its image: {@code entrypoint command user workingDirectory
 *     environment.NAME volumes.PATH}, sorted; empty if the image is not known
 */
public record StartParameters(
    List<Port> ports, boolean systemPathsShown, Optional<List<String>> changes) {
  /** Nothing is known of it. */
  public static final StartParameters UNKNOWN =
      new StartParameters(List.of(), false, Optional.empty());

  public StartParameters {
    ports = List.copyOf(ports);
    changes = changes.map(List::copyOf);
  }

  /**
   * A port of a container.
   *
   * @param number inside it
   * @param protocol {@code tcp}, {@code udp} or {@code sctp}
   * @param published of the host, as configured: a number or the first and last of a range; empty
   *     where none leads to it, or the engine chooses
   */
  public record Port(int number, String protocol, String published) {}
}
