package dev.sekisho.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A running thing that is protected. Scopes select workloads by these attributes (AQ-30..35).
 *
 * <p>An attribute is known, known to be absent (an empty Optional, a missing map key), or not yet
 * known: then its family stands in {@code unknown} and scopes that ask for it answer
 * <em>unknown</em>.
 *
 * @param id unique on its host: the container's id
 * @param host where it runs
 * @param container its container; empty for a process of the host
 * @param image its image; empty if it has none
 * @param kubernetes its pod, where a cluster runs it
 * @param marathon its Marathon application, where the container carries Marathon's labels (AQ-34)
 * @param unknown attribute families not yet known: any of {@code enforcer host container image
 *     kubernetes marathon}
 */
public record Workload(
    String id,
    Host host,
    Optional<Container> container,
    Optional<Image> image,
    Optional<Kubernetes> kubernetes,
    Optional<Marathon> marathon,
    Set<String> unknown) {
  public Workload {
    unknown = Set.copyOf(unknown);
  }

  /** What people call it: the container's name, or the id where there is none. */
  public String name() {
    return container.map(Container::name).orElse(id);
  }

  /**
   * A pod and what owns it (AQ-33).
   *
   * @param namespace the pod's namespace
   * @param pod the pod's name
   * @param deployment the deployment that owns it, empty if none does
   * @param labels the pod's labels
   */
  public record Kubernetes(
      String namespace, String pod, String deployment, Map<String, String> labels) {
    public Kubernetes {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * What Marathon's labels say (AQ-34).
   *
   * @param applicationId such as {@code /shop/web}
   * @param packageName the Mesosphere package, empty if none
   */
  public record Marathon(String applicationId, String packageName) {}
}
