package dev.sekisho.container.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What containers of an image run as, and how the image was made.
 *
 * @param user such as {@code 1000:1000}; empty means root
 * @param environment variables with their values, in the order of the image
 * @param labels in the order of the image
 * @param entrypoint empty if there is none
 * @param command empty if there is none
 * @param workingDirectory empty means the root
 * @param exposedPorts such as {@code 8080/tcp}
 * @param volumes mount points
 * @param healthcheck as in a Dockerfile, such as {@code [CMD-SHELL, curl -f …]}; {@code [NONE]} if
 *     switched off, empty if none is said
 * @param shell of Windows images and SHELL lines; empty if it is the default
 * @param onBuild lines that run when another image is made from this one
 * @param stopSignal empty means SIGTERM
 * @param author empty if there is none
 * @param created RFC 3339 as the image writes it; empty if it says none
 * @param history oldest first
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md">OCI image-spec
 *     1.1.1</a>
 */
public record ImageConfiguration(
    String user,
    Map<String, String> environment,
    Map<String, String> labels,
    List<String> entrypoint,
    List<String> command,
    String workingDirectory,
    List<String> exposedPorts,
    List<String> volumes,
    List<String> healthcheck,
    List<String> shell,
    List<String> onBuild,
    String stopSignal,
    String author,
    String created,
    List<History> history) {
  public ImageConfiguration {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    exposedPorts = List.copyOf(exposedPorts);
    volumes = List.copyOf(volumes);
    healthcheck = List.copyOf(healthcheck);
    shell = List.copyOf(shell);
    onBuild = List.copyOf(onBuild);
    history = List.copyOf(history);
  }

  /**
   * One step of making the image.
   *
   * @param created RFC 3339 as written; empty if there is none
   * @param createdBy the command; empty if there is none
   * @param author empty if there is none
   * @param comment empty if there is none
   * @param emptyLayer whether the step made no layer
   */
  public record History(
      String created, String createdBy, String author, String comment, boolean emptyLayer) {}
}
