package dev.sekisho.runtime;

import dev.sekisho.container.RootFileSystem;
import java.util.Optional;

/**
 * What a container and its host offer to guards; {@link Assurances} are drawn from it.
 *
 * @param execution whether BPF judges executions; else the kernel's reason against it is in {@code
 *     bpfMissing}
 * @param forks whether BPF counts processes
 * @param memory whether BPF judges mappings and writes of memory
 * @param template whether containers are guarded from birth, also without this process
 * @param bpfMissing why BPF does not judge, empty where it does
 * @param cgroup whether the container has a cgroup that BPF can tell apart
 * @param fanotify whether fanotify asks this process about the container's files
 * @param fanotifyMissing why it does not, empty where it does
 * @param pidsController whether the container has a {@code pids.max}
 * @param gated whether its start was asked for at the gate
 * @param comparison how its files compare with the image
 */
public record Footing(
    boolean execution,
    boolean forks,
    boolean memory,
    boolean template,
    String bpfMissing,
    boolean cgroup,
    boolean fanotify,
    String fanotifyMissing,
    boolean pidsController,
    boolean gated,
    RootFileSystem.Comparison comparison,
    Optional<dev.sekisho.model.Phrase> limitation) {

  /** Whether BPF judges executions in this container. */
  public boolean bpfHere() {
    return execution && cgroup;
  }
}
