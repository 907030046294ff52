package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import dev.sekisho.kernel.bpf.RingBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The guard of containers in the kernel: BPF programs and maps pinned in bpffs, which keep
 * enforcing when this process ends.
 *
 * <p>{@link #open} adopts what an earlier process pinned, or loads. Calls are safe from any thread;
 * events are read on one.
 */
@SuppressWarnings("DoNotCallSuggester") // until the methods are filled in
public final class BpfGuard implements AutoCloseable {
  private BpfGuard() {}

  /**
   * Adopts the guard that is pinned below a directory, or loads it there. A guard of another
   * version is replaced: the new one is attached before the old one's pins go; configurations,
   * rules and templates are the caller's to give again.
   *
   * @param parent a directory in bpffs, in production {@code /sys/fs/bpf/sekisho}; each version has
   *     its own directory below it
   * @throws KernelException what the verifier or the kernel refused; then nothing is left pinned
   */
  public static BpfGuard open(Path parent) throws IOException {
    throw new UnsupportedOperationException("not yet loaded from " + parent);
  }

  /**
   * Takes all pins of all versions away: nothing is guarded afterwards. Does nothing when there are
   * none.
   */
  public static void remove(Path parent) throws IOException {
    throw new UnsupportedOperationException("not yet removed from " + parent);
  }

  /** Whether {@link #open} found a running guard. */
  public boolean adopted() {
    throw new UnsupportedOperationException();
  }

  /** The parts that are not in force, with the kernel's reason. */
  public Map<Part, String> missing() {
    throw new UnsupportedOperationException();
  }

  /**
   * Tells the guard which mount namespace is the host's; the container engine's process lives in
   * it. Needed before any execution is judged.
   */
  public void setHostNamespace(MountNamespace host) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /**
   * Guards a container, or replaces its configuration; what the kernel learned about it stays. For
   * a container that runs already, also call {@link #seed}.
   *
   * @param cgroup id of its version 2 cgroup
   * @param rootDevice device of its root file system; empty when it has not executed anything yet,
   *     so that the kernel learns it at the first execution
   * @throws KernelException E2BIG when the map is full
   */
  public void configure(long cgroup, OptionalLong rootDevice, GuardConfiguration configuration)
      throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** The configuration of a container, if it has one. */
  public Optional<GuardConfiguration> configuration(long cgroup) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** The cgroup ids of all guarded containers. */
  public List<Long> containers() throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** Stops guarding a container. The kernel does so itself when the cgroup is removed. */
  public void forget(long cgroup) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /**
   * Guards containers that start while nobody configures them: a cgroup that is made directly below
   * {@code parentCgroup} gets this configuration at birth.
   *
   * @param namePrefix what its name must begin with, e.g. {@code docker-} under systemd's
   *     system.slice; at most 15 bytes, empty for all
   */
  public void setTemplate(long parentCgroup, String namePrefix, GuardConfiguration configuration)
      throws KernelException {
    throw new UnsupportedOperationException();
  }

  public void removeTemplate(long parentCgroup) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /**
   * Registers a container runtime's executable: it may run in the host's namespace inside a
   * container's cgroup.
   */
  public void addRuntime(FileIdentity file) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** Registers a file that the engine mounts into containers and runs there, e.g. docker-init. */
  public void addInjected(FileIdentity file) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /**
   * Adds rules to a set. Give new content a new id, then point the configurations to it, then drop
   * the old set: containers never see a half-filled set.
   *
   * @param set any number but 0
   */
  public void addRules(long set, Collection<Rule> rules) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** Drops a set. */
  public void removeRules(long set) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** Ids of the sets that have rules. */
  public List<Long> ruleSets() throws KernelException {
    throw new UnsupportedOperationException();
  }

  /**
   * Marks the tasks of guarded containers that are older than their configuration, so that they are
   * guarded wherever they go.
   *
   * @return how many tasks were marked
   */
  public int seed() throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** The events, for one reading thread; what an earlier process has read does not come again. */
  public RingBuffer events() {
    throw new UnsupportedOperationException();
  }

  public GuardCounters counters() throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** Live processes of a container as the fork guard counts them. */
  public long liveProcesses(long cgroup) throws KernelException {
    throw new UnsupportedOperationException();
  }

  /** What somebody took away since: missing pins, detached links. Empty when all is in place. */
  public List<String> tampering() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Lets go of the guard, which keeps enforcing. */
  @Override
  public void close() {}
}
