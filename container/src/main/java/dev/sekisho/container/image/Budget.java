package dev.sekisho.container.image;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** What is left of the limits of one open image, shared by the threads that read its layers. */
final class Budget {
  /** Arrays up to this size are not counted: every thread may have one. */
  private static final int UNCOUNTED_BYTES = 1 << 20;

  private static final int UNIT = 1024;

  private final Limits limits;
  private final Path temporary;
  private final long deadline;
  private final AtomicLong bytes = new AtomicLong();
  private final int memoryUnits;
  private final Semaphore memory;
  private final Semaphore helpers;

  Budget(Limits limits, Path temporary) {
    this.limits = limits;
    this.temporary = temporary;
    this.deadline = System.nanoTime() + limits.time().toNanos();
    // A third of the heap for the files that are handed out, however many layers are read at a
    // time.
    long third = Runtime.getRuntime().maxMemory() / 3;
    this.memoryUnits = (int) Math.min(Integer.MAX_VALUE, third / UNIT);
    this.memory = new Semaphore(memoryUnits);
    this.helpers = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  Limits limits() {
    return limits;
  }

  Path temporary() {
    return temporary;
  }

  /** Threads beside those that walk; where none is left, the walker does the work itself. */
  Semaphore helpers() {
    return helpers;
  }

  void checkTime() throws LimitReached {
    if (System.nanoTime() - deadline >= 0) {
      throw new LimitReached("limit-time", limits.time().toSeconds());
    }
  }

  /** Counts uncompressed bytes that were read or passed over. */
  void count(long more) throws LimitReached {
    if (bytes.addAndGet(more) > limits.totalBytes()) {
      throw new LimitReached("limit-total", limits.totalBytes());
    }
  }

  /**
   * Waits until an array of this size may be made.
   *
   * @return what is to be given back by {@link #release}
   */
  int acquire(long size) throws LimitReached {
    if (size > limits.fileInMemoryBytes()) {
      throw new LimitReached("limit-file-in-memory", size, limits.fileInMemoryBytes());
    }
    if (size <= UNCOUNTED_BYTES) {
      return 0;
    }
    int units = (int) (size / UNIT) + 1;
    if (units > memoryUnits) {
      throw new LimitReached("limit-heap", size, (long) memoryUnits * UNIT);
    }
    memory.acquireUninterruptibly(units);
    return units;
  }

  void release(int units) {
    memory.release(units);
  }
}
