package dev.sekisho.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The image that a container was made from (scope family AQ-32).
 *
 * @param name the reference as the user wrote it, such as {@code registry.example/shop/web:1.4}
 * @param id digest of the image's configuration, as the engine names it
 * @param repositoryDigests digests of the manifest by which registries know it, {@code
 *     repository@sha256:…}; empty if it was never pushed or pulled
 * @param registry host and port, {@code docker.io} where the reference names none
 * @param repository the path below the registry, such as {@code shop/web} or {@code library/alpine}
 * @param tag the tag, empty if the reference has none
 * @param architecture as in the OCI configuration, such as {@code amd64}
 * @param operatingSystem as in the OCI configuration, such as {@code linux}
 * @param labels the labels of its configuration
 * @param environment names of the variables in its configuration (never the values)
 */
public record Image(
    String name,
    Digest id,
    List<String> repositoryDigests,
    String registry,
    String repository,
    String tag,
    String architecture,
    String operatingSystem,
    Map<String, String> labels,
    Set<String> environment) {
  public Image {
    repositoryDigests = List.copyOf(repositoryDigests);
    labels = Map.copyOf(labels);
    environment = Set.copyOf(environment);
  }
}
