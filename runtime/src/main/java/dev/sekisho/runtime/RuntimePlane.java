package dev.sekisho.runtime;

import dev.sekisho.model.Gap;
import dev.sekisho.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Holds policies on the containers of this host: finds them, attributes what happens to them, and
 * runs one guard for each control.
 *
 * <p>Threads: one that changes what is guarded, one fanotify loop that answers and allocates
 * nothing on its usual path, one that reads the kernel's ring each millisecond and calls the sink,
 * and those of the engine's event stream. All calls here are safe from any thread.
 */
@SuppressWarnings("DoNotCallSuggester") // until the bodies are here
public final class RuntimePlane implements AutoCloseable {
  private RuntimePlane() {}

  /**
   * Starts to protect: adopts pinned kernel programs or loads them, marks what runs, and follows
   * the engine from then on. It comes back when the containers that run already are guarded, or the
   * engine was found to be away; then it waits for the engine in the background.
   *
   * @param settings its surroundings
   * @param policies what is wanted
   * @param sink takes every decision
   * @param changes remembers what is changed on the host
   * @throws IOException the kernel offers neither of the two mechanisms, fanotify and BPF: nothing
   *     can be protected. Where only one is missing it starts and says so in {@link #gaps} and in
   *     each workload's assurances
   */
  public static RuntimePlane start(
      Settings settings, Policies policies, DecisionSink sink, HostChanges changes)
      throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** What runs, protected or not, in the order of names. */
  public List<WorkloadState> workloads() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Events lost before they reached the sink, by cause, since the guard was loaded. */
  public Map<String, Long> lost() {
    throw new UnsupportedOperationException("not yet");
  }

  /** What is not watched, and why. */
  public List<Gap> gaps() {
    throw new UnsupportedOperationException("not yet");
  }

  /** What a person should put right: the engine cannot be reached, the kernel lacks something. */
  public List<Problem> problems() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The policies are others than before: every running workload gets what they ask of it now. Comes
   * back when that is in force, so that the caller may report the revision as held; nothing is
   * unprotected meanwhile.
   */
  public void policiesChanged() {
    throw new UnsupportedOperationException("not yet");
  }

  /** What others took away of the kernel guard since the start: pins, links. Empty is well. */
  public List<String> tampering() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** The shared memory that a watchdog maps. */
  public Pulse pulse() {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Stops deciding and leaves the pinned programs: they go on blocking and filling the ring. Limits
   * of processes stay. What fanotify alone held passes from now on.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException("not yet");
  }

  /** Stops, and takes all away that is ours in the kernel; limits get their old values. */
  public void remove() throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Takes away what an earlier process left pinned, without starting anything. The values that the
   * journal remembers are put back by whoever keeps the journal.
   *
   * @param pins as in {@link Settings#pins}
   */
  public static void removeLeftovers(Path pins) throws IOException {
    throw new UnsupportedOperationException("not yet from " + pins);
  }
}
