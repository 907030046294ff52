package dev.sekisho.runtime;

import java.util.LinkedHashMap;
import java.util.Optional;

/** A bounded map; what was not asked for longest goes first. Safe for many threads. */
final class Recent<K, V> {
  private final int capacity;
  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(64, 0.75f, true);

  Recent(int capacity) {
    this.capacity = capacity;
  }

  synchronized Optional<V> find(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Puts a value; what was there before. */
  synchronized Optional<V> put(K key, V value) {
    Optional<V> before = Optional.ofNullable(entries.put(key, value));
    if (entries.size() > capacity) entries.pollFirstEntry();
    return before;
  }

  synchronized void remove(K key) {
    entries.remove(key);
  }
}
