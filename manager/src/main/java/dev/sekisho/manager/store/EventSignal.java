package dev.sekisho.manager.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes who waits for new events. What is new they read from the store, at their own pace. */
public final class EventSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stored = lock.newCondition();
  private long newest;

  /** The id of the newest event that this manager stored since it started; 0 if none. */
  public long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until an event with a greater id is stored, or for some time.
   *
   * @return whether there is one
   */
  public boolean await(long after, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (newest <= after) {
        if (left <= 0) {
          return false;
        }
        left = stored.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits a moment, so that many events are one wake-up. */
  public static void settle() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(100);
  }

  void stored(long id) {
    lock.lock();
    try {
      newest = Math.max(newest, id);
      stored.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
