package dev.sekisho.scan.misconfiguration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** A value of a YAML, JSON or HCL file, with the line from 1 on which it begins. */
sealed interface Value {
  int line();

  /** A string, number or truth value, as it is written. */
  record Text(String text, int line) implements Value {}

  /** An expression whose value is known only when somebody evaluates it. */
  record Unknown(String expression, int line) implements Value {}

  /** A list. */
  record Items(List<Value> items, int line) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A mapping, in the order of the file. */
  record Table(Map<String, Value> fields, int line) implements Value {
    public Table {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** Nothing: the line is that of what lacks it. */
  record Absent(int line) implements Value {}

  /** A part of it; absent where there is none, unknown in what is unknown. */
  default Value at(String... path) {
    Value value = this;
    for (String key : path) {
      value =
          switch (value) {
            case Table table -> {
              Value field = table.fields().get(key);
              yield field == null ? new Absent(table.line()) : field;
            }
            case Unknown unknown -> unknown;
            // A block that HCL lets one write more than once.
            case Items items when items.items().size() == 1 -> items.items().getFirst().at(key);
            case Items items -> new Absent(items.line());
            case Text text -> new Absent(text.line());
            case Absent absent -> absent;
          };
    }
    return value;
  }

  default boolean isAbsent() {
    return this instanceof Absent || (this instanceof Text text && text.text().isEmpty());
  }

  default boolean isUnknown() {
    return this instanceof Unknown;
  }

  /** The text in lower case; empty if it is none. */
  default String lower() {
    return text().toLowerCase(Locale.ROOT);
  }

  /** The text; empty if it is none. */
  default String text() {
    return this instanceof Text text ? text.text() : "";
  }

  default boolean isTrue() {
    return lower().equals("true") || lower().equals("yes") || lower().equals("on");
  }

  default boolean isFalse() {
    return lower().equals("false") || lower().equals("no") || lower().equals("off");
  }

  default OptionalLong number() {
    try {
      return OptionalLong.of(Long.parseLong(text()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The items of a list; what is no list is a list of itself, what is absent has none. */
  default List<Value> each() {
    return switch (this) {
      case Items items -> items.items();
      case Absent absent -> List.of();
      case Text text -> List.of(text);
      case Unknown unknown -> List.of(unknown);
      case Table table -> List.of(table);
    };
  }

  /** The fields of a mapping; none if it is none. */
  default Map<String, Value> fields() {
    return this instanceof Table table ? table.fields() : Map.of();
  }

  /** A copy in which some values stand for others; what the function leaves is gone into. */
  default Value map(Function<Value, Value> change) {
    Value changed = change.apply(this);
    return switch (changed) {
      case Items items -> {
        List<Value> mapped = new ArrayList<>();
        items.items().forEach(item -> mapped.add(item.map(change)));
        yield new Items(mapped, items.line());
      }
      case Table table -> {
        Map<String, Value> mapped = new LinkedHashMap<>();
        table.fields().forEach((key, value) -> mapped.put(key, value.map(change)));
        yield new Table(mapped, table.line());
      }
      case Text text -> text;
      case Unknown unknown -> unknown;
      case Absent absent -> absent;
    };
  }
}
