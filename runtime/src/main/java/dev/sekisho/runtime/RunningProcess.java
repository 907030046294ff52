package dev.sekisho.runtime;

import java.time.Instant;
import java.util.List;

/**
 * A process that runs in a workload.
 *
 * @param pid in the host's pid namespace
 * @param parent its parent's pid
 * @param user name of its user in the container, or the number where it has none
 * @param path its program, as seen inside
 * @param arguments its arguments, redacted by {@link Redaction}
 * @param startedAt when it was forked
 */
public record RunningProcess(
    int pid, int parent, String user, String path, List<String> arguments, Instant startedAt) {
  public RunningProcess {
    arguments = List.copyOf(arguments);
  }
}
