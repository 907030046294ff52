package dev.sekisho.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * A process that cannot be confused with a later one of the same number. Since Linux 5.3, {@code
 * pidfd_open(2)}.
 */
public final class Pidfd implements AutoCloseable {
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  private static final short POLLIN = 1;

  private final int pid;
  private final Descriptor descriptor;

  private Pidfd(int pid, Descriptor descriptor) {
    this.pid = pid;
    this.descriptor = descriptor;
  }

  /**
   * Opens a process by number.
   *
   * @throws KernelException ESRCH when there is none
   */
  public static Pidfd open(int pid) throws KernelException {
    long result =
        Syscall.check(SystemCall.PIDFD_OPEN, Syscall.call(SystemCall.PIDFD_OPEN, pid, 0), pid);
    return new Pidfd(pid, Descriptor.owning(result));
  }

  public int pid() {
    return pid;
  }

  public int number() {
    return descriptor.number();
  }

  /**
   * Sends a signal.
   *
   * @throws KernelException ESRCH when the process has ended
   */
  public void send(int signal) throws KernelException {
    send(descriptor.number(), signal);
  }

  /** Sends a signal by a descriptor that another interface handed out, for instance fanotify. */
  public static void send(int pidDescriptor, int signal) throws KernelException {
    Syscall.check(
        SystemCall.PIDFD_SEND_SIGNAL,
        Syscall.call(SystemCall.PIDFD_SEND_SIGNAL, pidDescriptor, signal, 0, 0),
        "pidfd " + pidDescriptor,
        "signal " + signal);
  }

  /** Waits until the process has ended, at most so long; whether it has. */
  public boolean awaitEnd(Duration atMost) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 8);
      poll.set(JAVA_INT, 0, descriptor.number());
      poll.set(JAVA_SHORT, 4, POLLIN);
      MemorySegment time = arena.allocate(16, 8);
      time.set(JAVA_LONG, 0, atMost.toSeconds());
      time.set(JAVA_LONG, 8, atMost.toNanosPart());
      return Syscall.check(
              SystemCall.PPOLL,
              Syscall.call(SystemCall.PPOLL, poll.address(), 1, time.address(), 0, 0),
              "pidfd of " + pid)
          > 0;
    }
  }

  public boolean hasEnded() throws KernelException {
    return awaitEnd(Duration.ZERO);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
