package dev.sekisho.manager.console;

import dev.sekisho.model.Decision;
import dev.sekisho.model.Workload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Addresses of the console's pages: every foreign part is percent-encoded.
 *
 * @param path absolute, encoded
 * @param query names and values, not yet encoded; those without a value are left out
 */
record Address(String path, Map<String, String> query) {
  Address {
    query = new LinkedHashMap<>(query);
  }

  static Address of(String path) {
    return new Address(path, Map.of());
  }

  Address with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(query);
    if (value.isEmpty()) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return new Address(path, changed);
  }

  Address with(Map<String, String> more) {
    Map<String, String> changed = new LinkedHashMap<>(query);
    changed.putAll(more);
    return new Address(path, changed);
  }

  String text() {
    String pairs =
        query.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return pairs.isEmpty() ? path : path + "?" + pairs;
  }

  static String event(Decision.Key key) {
    return "/events/" + encoded(key.host()) + "/" + key.epoch() + "/" + key.sequence();
  }

  static String workload(Workload workload) {
    return "/workloads/" + encoded(workload.host().id()) + "/" + encoded(workload.id());
  }

  static String policy(String name) {
    return "/policies/" + encoded(name);
  }

  static String host(String id) {
    return "/hosts/" + encoded(id);
  }

  /** A path segment or a query value. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Where to go back to after a form: only a path of this console, so that no link leads a user out
   * of it.
   */
  static String within(String wanted) {
    boolean safe =
        wanted.startsWith("/")
            && !wanted.startsWith("//")
            && !wanted.startsWith("/\\")
            && wanted.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == '\\');
    return safe ? wanted : "/";
  }
}
