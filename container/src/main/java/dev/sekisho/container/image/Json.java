package dev.sekisho.container.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON value, as images hold them: strict, and bounded in depth. A library takes longer to load
 * than a scan may take as a whole.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
sealed interface Json {
  /** The word {@code null}, and what is not there. */
  record Absent() implements Json {}

  record Truth(boolean value) implements Json {}

  /** A number as it is written. */
  record Numeral(String text) implements Json {}

  record Text(String value) implements Json {}

  record Array(List<Json> values) implements Json {
    public Array {
      values = List.copyOf(values);
    }
  }

  /** Of keys that come twice the last value holds, as Go reads them. */
  record Members(Map<String, Json> values) implements Json {}

  /** Bytes are no JSON. */
  final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what, int position) {
      super(what + " at byte " + position);
    }
  }

  /** Reads one value that fills the whole array. */
  static Json parse(byte[] bytes) throws Malformed {
    return new JsonReader(bytes).whole();
  }

  /** A member; absent too if this is no object. */
  default Json member(String key) {
    return this instanceof Members members
        ? members.values().getOrDefault(key, new Absent())
        : new Absent();
  }

  /** The values of an array; empty if this is none. */
  default List<Json> elements() {
    return this instanceof Array array ? array.values() : List.of();
  }

  /** The text; empty if this is none. */
  default String text() {
    return this instanceof Text text ? text.value() : "";
  }

  /** The text; none if this is no text, or an empty one. */
  default Optional<String> some() {
    return Optional.of(text()).filter(text -> !text.isEmpty());
  }

  /** The texts of an array; other elements are left out. */
  default List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Json element : elements()) {
      if (element instanceof Text text) {
        texts.add(text.value());
      }
    }
    return texts;
  }

  /** The names of an object's members, in order; empty if this is none. */
  default List<String> keys() {
    return this instanceof Members members ? List.copyOf(members.values().keySet()) : List.of();
  }

  /** The members that are texts, in order. */
  default Map<String, String> textMembers() {
    Map<String, String> texts = new LinkedHashMap<>();
    if (this instanceof Members members) {
      members
          .values()
          .forEach(
              (key, value) -> {
                if (value instanceof Text text) {
                  texts.put(key, text.value());
                }
              });
    }
    return texts;
  }

  /** The number; 0 if this is no whole number of 63 bits. */
  default long number() {
    if (this instanceof Numeral numeral && numeral.text().length() <= 18) {
      try {
        return Long.parseLong(numeral.text());
      } catch (NumberFormatException e) {
        return 0; // A fraction or an exponent: no size is written so.
      }
    }
    return 0;
  }

  default boolean isTrue() {
    return this instanceof Truth truth && truth.value();
  }
}
