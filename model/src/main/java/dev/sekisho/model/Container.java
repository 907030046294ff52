package dev.sekisho.model;

import java.util.Map;
import java.util.Set;

/**
 * A container as its engine describes it (scope family AQ-31).
 *
 * @param id the engine's full id, 64 hexadecimal digits for Docker
 * @param name without the leading slash
 * @param engine {@code docker}, later {@code containerd}, {@code cri-o}, {@code podman}
 * @param labels the container's labels, those inherited from the image included
 * @param environment names of the variables of its configuration (never the values)
 * @param user the configured user, empty for the image's default of root
 * @param runtime name of the OCI runtime, such as {@code runc}
 */
public record Container(
    String id,
    String name,
    String engine,
    Map<String, String> labels,
    Set<String> environment,
    String user,
    String runtime) {
  public Container {
    labels = Map.copyOf(labels);
    environment = Set.copyOf(environment);
  }
}
