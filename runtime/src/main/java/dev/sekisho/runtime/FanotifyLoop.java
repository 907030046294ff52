package dev.sekisho.runtime;

import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.KernelException;

/**
 * The thread that answers fanotify. It beats the {@link Pulse} by itself, so a beat means it lives.
 */
final class FanotifyLoop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FanotifyLoop.class.getName());

  /** How long it waits before it beats without an event. */
  private static final int PATIENCE_MILLIS = 200;

  private static final long LONGEST_STOP_MILLIS = 2000;

  private final Fanotify group;
  private final Fanotify.Judge judge;
  private final Pulse pulse;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean ended;

  FanotifyLoop(Fanotify group, Fanotify.Judge judge, Pulse pulse) {
    this.group = group;
    this.judge = judge;
    this.pulse = pulse;
    this.thread = Thread.ofPlatform().daemon().name("sekisho-fanotify").unstarted(this::run);
  }

  void start() {
    pulse.group(group.number());
    thread.start();
  }

  /** Whether it goes on answering. */
  boolean alive() {
    return !ended;
  }

  private void run() {
    try {
      while (!stopping) {
        try {
          if (group.serve(judge, PATIENCE_MILLIS) > 0) {
            pulse.answered();
          } else {
            pulse.beat();
          }
        } catch (KernelException e) {
          // Too many open files and the like pass; a closed group does not.
          LOG.log(System.Logger.Level.ERROR, "the fanotify loop: " + e.getMessage());
          if (e.errno() == Errno.EBADF) return;
        }
      }
    } finally {
      ended = true;
    }
  }

  /** Stops answering and closes the group: what waits passes, unless a watchdog holds it too. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(LONGEST_STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pulse.group(-1);
    group.close();
  }
}
