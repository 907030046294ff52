package dev.sekisho.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was lost, by cause. Safe for many threads. */
final class Losses {
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * @param cause in kebab-case, as the message catalogue knows it
   */
  void count(String cause) {
    counts.computeIfAbsent(cause, c -> new LongAdder()).increment();
  }

  Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((cause, count) -> sums.put(cause, count.sum()));
    return sums;
  }
}
