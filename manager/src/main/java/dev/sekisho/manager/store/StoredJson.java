package dev.sekisho.manager.store;

import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.util.Map;
import java.util.TreeMap;

/** Reads back what the manager itself wrote as JSON. */
final class StoredJson {
  private StoredJson() {}

  /**
   * @throws IllegalStateException if the stored text is not what this version, or one up to two
   *     older, writes
   */
  static <T> T read(String text, Class<T> type) {
    try {
      return Json.read(text, type);
    } catch (MalformedException e) {
      throw new IllegalStateException("stored " + type.getSimpleName() + " cannot be read", e);
    }
  }

  static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    Map<?, ?> stored = read(text, Map.class);
    stored.forEach((key, value) -> labels.put(String.valueOf(key), String.valueOf(value)));
    return labels;
  }
}
