package dev.sekisho.runtime;

import dev.sekisho.model.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the plane needs to know of its surroundings.
 *
 * @param engineSocket the container engine's socket, usually {@code /var/run/docker.sock}
 * @param pins directory in bpffs below which the kernel guard is pinned, in production {@code
 *     /sys/fs/bpf/sekisho}
 * @param pulse file of the {@link Pulse} that a watchdog maps; made if it is missing
 * @param host the host as workloads carry it; asked whenever a workload is described, because the
 *     manager may rename it
 * @param runtimes paths of the OCI runtimes that may enter containers, found by the engine's
 *     configuration where this is empty
 * @param foreignOpens whether fanotify also judges plain opens, so that an interpreter that reads a
 *     new script is stopped; costs the first open of each file in guarded containers
 * @param gate directory of the gate, {@link GateFiles}; empty to answer none
 * @param canaries how long a proof by a canary is fresh; zero to prove nothing
 */
public record Settings(
    Path engineSocket,
    Path pins,
    Path pulse,
    Supplier<Host> host,
    List<Path> runtimes,
    boolean foreignOpens,
    Optional<Path> gate,
    Duration canaries) {
  public Settings {
    runtimes = List.copyOf(runtimes);
  }
}
