package dev.sekisho.runtime;

/** The names of what carries a verdict out, as decisions and assurances carry them. */
public final class Mechanisms {
  /** fanotify permission events: the caller sees EPERM and nothing has happened. */
  public static final String FANOTIFY = "fanotify";

  /** BPF at the exec: the process dies before its first own instruction. */
  public static final String BPF_EXEC = "bpf-exec";

  /** BPF at mappings and writes of memory. */
  public static final String BPF_MEMORY = "bpf-memory";

  /** BPF at forks. */
  public static final String BPF_FORK = "bpf-fork";

  /** The pids controller of the container's cgroup. */
  public static final String PIDS_MAX = "pids.max";

  /** The container engine, asked to end, freeze or remove a container. */
  public static final String ENGINE = "engine";

  /** The gate before the OCI runtime: what is refused never runs. */
  public static final String GATE = "gate";

  /** The plane itself: notices. */
  public static final String PLANE = "plane";

  private Mechanisms() {}
}
