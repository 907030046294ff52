package dev.sekisho.manager.agents;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where long polls wait for a change of policies, or of what else concerns hosts. */
public final class PolicyWait {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long changes;

  /** How many changes there have been; taken before looking, so that none is missed. */
  long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is a change after the given ones, or for some time. */
  void await(long seen, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (changes == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Something changed: everyone looks again. */
  public void wake() {
    lock.lock();
    try {
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  static Duration bounded(long seconds) {
    return Duration.of(Math.clamp(seconds, 0, 60), TimeUnit.SECONDS.toChronoUnit());
  }
}
