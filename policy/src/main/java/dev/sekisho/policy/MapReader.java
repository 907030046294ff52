package dev.sekisho.policy;

import dev.sekisho.policy.Findings.Place;
import dev.sekisho.policy.scope.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One map of a policy's text, whose values are asked for by key and type. What is wrong with a
 * value becomes a finding with its place, and the answer is that of an absent key.
 */
final class MapReader {
  private static final Set<Tag> TEXT_TAGS = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

  private final MappingNode node;
  private final String where;
  private final Findings findings;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();

  /**
   * @param where what the map is, for messages, such as {@code metadata}
   */
  MapReader(MappingNode node, String where, Findings findings) {
    this.node = node;
    this.where = where;
    this.findings = findings;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.error(tuple.getKeyNode(), "key-not-text");
      } else if (keys.containsKey(key.getValue())) {
        Place first = Findings.place(keys.get(key.getValue()));
        findings.error(key, "duplicate-key", key.getValue(), String.valueOf(first.line()));
      } else {
        keys.put(key.getValue(), key);
        values.put(key.getValue(), tuple.getValueNode());
      }
    }
  }

  MappingNode node() {
    return node;
  }

  Findings findings() {
    return findings;
  }

  /** The keys, in the order of the text. */
  List<String> keys() {
    return List.copyOf(keys.keySet());
  }

  /** The key itself, to point at it; the map where it has no such key. */
  Node key(String key) {
    return keys.getOrDefault(key, node);
  }

  /** The value, to point at it; the map where it has no such key. */
  Node at(String key) {
    return values.getOrDefault(key, node);
  }

  /** The keys that are not known, in the order of the text. */
  List<String> unknown(List<String> known) {
    return keys.keySet().stream().filter(key -> !known.contains(key)).toList();
  }

  /** Makes every key that is not known an error that names the nearest known one. */
  void refuseUnknown(List<String> known) {
    for (String key : unknown(known)) {
      Optional<String> nearest = Nearest.of(key, known);
      if (nearest.isPresent()) {
        findings.error(key(key), "unknown-key-near", key, where, nearest.get());
      } else {
        findings.error(key(key), "unknown-key", key, where, String.join(", ", known));
      }
    }
  }

  /** Makes the absence of a key an error. */
  void require(String key) {
    if (!keys.containsKey(key)) {
      findings.error(node, "missing-key", key, where);
    }
  }

  Optional<MapReader> map(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case MappingNode map -> Optional.of(new MapReader(map, key, findings));
      case Node other -> wrongType(other, "map", key);
    };
  }

  Optional<String> text(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case ScalarNode scalar when TEXT_TAGS.contains(scalar.getTag()) ->
          Optional.of(scalar.getValue());
      case Node other -> wrongType(other, "text", key);
    };
  }

  Optional<Boolean> truth(String key) {
    return switch (values.get(key)) {
      case null -> Optional.empty();
      case ScalarNode scalar when scalar.getTag().equals(Tag.BOOL) ->
          Optional.of(Boolean.valueOf(scalar.getValue()));
      case Node other -> wrongType(other, "boolean", key);
    };
  }

  /** A whole number between two bounds, both inclusive. */
  OptionalInt number(String key, int least, int most) {
    Optional<String> digits =
        switch (values.get(key)) {
          case null -> Optional.empty();
          case ScalarNode scalar when scalar.getTag().equals(Tag.INT) ->
              Optional.of(scalar.getValue());
          case Node other -> wrongType(other, "number", key);
        };
    if (digits.isEmpty()) {
      return OptionalInt.empty();
    }
    // Ten digits hold every int; more would overflow a long at some length.
    long value =
        digits.get().matches("-?[0-9]{1,10}") ? Long.parseLong(digits.get()) : Long.MAX_VALUE;
    if (value < least || value > most) {
      findings.error(
          at(key), "number-range", key, digits.get(), String.valueOf(least), String.valueOf(most));
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) value);
  }

  /** One of a few words. */
  Optional<String> word(String key, List<String> words) {
    Optional<String> word = text(key);
    if (word.isEmpty() || words.contains(word.get())) {
      return word;
    }
    findings.error(at(key), "unknown-word", key, word.get(), String.join(", ", words));
    return Optional.empty();
  }

  /** The elements of a list of texts; empty if the key is absent. */
  Optional<List<ScalarNode>> texts(String key) {
    if (values.get(key) == null) {
      return Optional.empty();
    }
    if (!(values.get(key) instanceof SequenceNode list)) {
      return wrongType(at(key), "list", key);
    }
    List<ScalarNode> elements = new ArrayList<>();
    for (Node element : list.getValue()) {
      if (element instanceof ScalarNode scalar
          && TEXT_TAGS.contains(scalar.getTag())
          && !scalar.getValue().isEmpty()) {
        elements.add(scalar);
      } else {
        wrongType(element, "text", key);
      }
    }
    return Optional.of(elements);
  }

  /** The patterns of a list; patterns that cannot be are findings. */
  List<PathPattern> patterns(String key, boolean mayBeEmpty) {
    Optional<List<ScalarNode>> texts = texts(key);
    if (texts.isPresent() && texts.get().isEmpty() && !mayBeEmpty) {
      findings.error(at(key), "empty-list", key);
    }
    List<PathPattern> patterns = new ArrayList<>();
    for (ScalarNode text : texts.orElse(List.of())) {
      if (text.getValue().length() > PathPattern.MAXIMUM_LENGTH
          || text.getValue().indexOf('\0') >= 0) {
        findings.error(text, "bad-pattern", key, String.valueOf(PathPattern.MAXIMUM_LENGTH));
      } else {
        patterns.add(new PathPattern(text.getValue()));
        warnOfStars(text);
      }
    }
    return patterns;
  }

  private void warnOfStars(ScalarNode text) {
    for (String component : text.getValue().split("/", -1)) {
      if (component.length() > 2 && component.contains("**")) {
        findings.warning(text, "double-star", text.getValue());
        return;
      }
    }
  }

  private <T> Optional<T> wrongType(Node value, String expected, String key) {
    findings.error(value, "wrong-type-" + expected, key);
    return Optional.empty();
  }
}
