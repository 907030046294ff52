package dev.sekisho.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many responses are carried out in a window of time, of one workload and in all, so that a
 * wrong policy cannot take everything down. Safe for many threads.
 */
final class ResponseBudget {
  private final int perWorkload;
  private final int inAll;
  private final long windowNanos;
  private final LongSupplier nanoTime;
  private final Deque<Long> all = new ArrayDeque<>();
  private final Map<String, Deque<Long>> byWorkload = new HashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  ResponseBudget(int perWorkload, int inAll, Duration window, LongSupplier nanoTime) {
    this.perWorkload = perWorkload;
    this.inAll = inAll;
    this.windowNanos = window.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Takes one response of a workload; false if there is none left in this window. */
  synchronized boolean take(String workload) {
    long now = nanoTime.getAsLong();
    forget(all, now);
    byWorkload.values().forEach(times -> forget(times, now));
    byWorkload.values().removeIf(Deque::isEmpty);
    Deque<Long> own = byWorkload.getOrDefault(workload, new ArrayDeque<>());
    if (all.size() >= inAll || own.size() >= perWorkload) return false;
    all.add(now);
    own.add(now);
    byWorkload.put(workload, own);
    return true;
  }

  private void forget(Deque<Long> times, long now) {
    while (!times.isEmpty() && now - times.getFirst() >= windowNanos) times.removeFirst();
  }
}
