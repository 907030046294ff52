package dev.sekisho.container;

import dev.sekisho.model.Container;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * All that the engine says of one container at one moment. Of its environment only the names are
 * kept: the values never leave the reader.
 *
 * @param container its words for policies
 * @param image its image; empty if the engine no longer knows it
 * @param kubernetes its pod, where it carries the kubelet's labels
 * @param marathon its Marathon application, where it carries Marathon's labels
 * @param pid the host's number of its first process; empty while it does not run
 * @param createdAt when it was created
 * @param startedAt when its present or latest run began; empty if it never ran. With the id it
 *     names a run
 * @param paused whether it is frozen
 * @param root what its root file system is made of
 * @param mounts volumes and host directories inside it
 * @param isolation how it is kept apart from the host
 * @param start what else it was created with
 */
public record ContainerFacts(
    Container container,
    Optional<Image> image,
    Optional<Workload.Kubernetes> kubernetes,
    Optional<Workload.Marathon> marathon,
    OptionalInt pid,
    Instant createdAt,
    Optional<Instant> startedAt,
    boolean paused,
    RootFileSystem root,
    List<MountPoint> mounts,
    Isolation isolation,
    StartParameters start) {
  public ContainerFacts {
    mounts = List.copyOf(mounts);
  }

  /** The engine's full id. */
  public String id() {
    return container.id();
  }

  /** Whether it runs (paused included). */
  public boolean running() {
    return pid.isPresent();
  }

  /**
   * The workload that policies decide about. Of a pod only the names are known here: its labels and
   * what owns it stand as not yet known.
   */
  public Workload workload(Host host) {
    Set<String> unknown = new HashSet<>();
    if (image.isEmpty()) {
      unknown.add("image");
    }
    if (kubernetes.isPresent()) {
      unknown.add("kubernetes");
    }
    return new Workload(
        container.id(), host, Optional.of(container), image, kubernetes, marathon, unknown);
  }
}
