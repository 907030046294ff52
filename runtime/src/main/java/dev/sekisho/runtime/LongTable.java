package dev.sekisho.runtime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map from numbers that is replaced whole; looking up allocates nothing. */
final class LongTable<V> {
  private final long[] keys;
  private final List<V> values;

  private LongTable(long[] keys, List<V> values) {
    this.keys = keys;
    this.values = values;
  }

  static <V> LongTable<V> of(Map<Long, V> entries) {
    long[] keys = entries.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    return new LongTable<>(
        keys,
        Arrays.stream(keys)
            .mapToObj(key -> java.util.Objects.requireNonNull(entries.get(key)))
            .toList());
  }

  /** The index of a key for {@link #at}, negative if it is absent. */
  int find(long key) {
    return Arrays.binarySearch(keys, key);
  }

  V at(int index) {
    return values.get(index);
  }

  Optional<V> value(long key) {
    int index = find(key);
    return index < 0 ? Optional.empty() : Optional.of(at(index));
  }

  List<V> values() {
    return values;
  }
}
