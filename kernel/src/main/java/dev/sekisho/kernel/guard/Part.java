package dev.sekisho.kernel.guard;

/**
 * A part of the guard that the kernel may or may not be able to carry; each is one or more BPF
 * programs.
 */
public enum Part {
  /** Executions: drift, blocklist, host namespace, events. Without it there is no guard. */
  EXECUTION,
  /** Inheritance at fork and the fork guard. */
  FORK,
  /** Executable mappings and memory writes. */
  MEMORY,
  /** Memory writes through io_uring. */
  IO_URING,
  /** Templates: containers that start while the enforcer is dead. */
  TEMPLATE,
  /** Marking of tasks that are older than the guard. */
  SEED
}
