package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.bpf.BpfMap;

/**
 * What the guard counted since it was loaded; all of it survives the enforcer.
 *
 * @param executions in guarded containers
 * @param kills executions and memory operations stopped
 * @param signalsRefused signals that the kernel did not send: what was to be stopped ran
 * @param eventsLost events that found the ring full
 * @param configurationsRefused containers that could not be guarded because the map was full
 * @param tasksRefused tasks that could not be marked (no memory)
 * @param nodesRefused processes that the fork guard could not count because the map was full
 * @param argumentsUnreadable executions whose argv could not be read
 * @param adopted containers that got a template's configuration
 * @param forksRefused children killed by the fork guard
 * @param loadersUnjudged executions whose ELF interpreter could not be looked at (its address space
 *     was busy)
 */
public record GuardCounters(
    long executions,
    long kills,
    long signalsRefused,
    long eventsLost,
    long configurationsRefused,
    long tasksRefused,
    long nodesRefused,
    long argumentsUnreadable,
    long adopted,
    long forksRefused,
    long loadersUnjudged) {
  private static final int SEEDED = 10;

  /** Reads the map; the places are those of {@code enum guard_counter}. */
  static GuardCounters read(BpfMap counters) throws KernelException {
    return new GuardCounters(
        at(counters, 0),
        at(counters, 1),
        at(counters, 2),
        at(counters, 3),
        at(counters, 4),
        at(counters, 5),
        at(counters, 6),
        at(counters, 7),
        at(counters, 8),
        at(counters, 9),
        at(counters, 11));
  }

  /** How many processes {@link BpfGuard#seed} has marked. */
  static long seeded(BpfMap counters) throws KernelException {
    return at(counters, SEEDED);
  }

  private static long at(BpfMap counters, int place) throws KernelException {
    return counters.lookup(GuardCodec.number32(place)).map(GuardCodec::number64).orElseThrow();
  }
}
