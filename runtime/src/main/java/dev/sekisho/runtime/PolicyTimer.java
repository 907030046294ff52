package dev.sekisho.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Wakes when clauses change by themselves: {@code enforceAfter} is reached, an exception expires.
 */
final class PolicyTimer implements AutoCloseable {
  /** A clock that is set forward is noticed within this time. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Policies policies;
  private final Runnable changed;
  private final Thread thread;
  private final Object monitor = new Object();
  private boolean stopping;
  private boolean again;

  PolicyTimer(Policies policies, Runnable changed) {
    this.policies = policies;
    this.changed = changed;
    this.thread = Thread.ofPlatform().daemon().name("sekisho-policies").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** The policies are others: the next change may come sooner. */
  void again() {
    synchronized (monitor) {
      again = true;
      monitor.notifyAll();
    }
  }

  private void run() {
    try {
      while (true) {
        Optional<Instant> next = policies.nextChange();
        if (!waitUntil(next)) return;
        if (next.isPresent() && !Instant.now().isBefore(next.get())) changed.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the instant, a minute, or a call of {@link #again}; false to end. */
  private boolean waitUntil(Optional<Instant> next) throws InterruptedException {
    synchronized (monitor) {
      long millis =
          next.map(at -> Duration.between(Instant.now(), at))
              .filter(left -> left.compareTo(LONGEST) < 0)
              .orElse(LONGEST)
              .toMillis();
      long end = System.nanoTime() + Math.max(1, millis + 1) * 1_000_000;
      while (!stopping && !again) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) break;
        monitor.wait(left);
      }
      again = false;
      return !stopping;
    }
  }

  @Override
  public void close() {
    synchronized (monitor) {
      stopping = true;
      monitor.notifyAll();
    }
  }
}
