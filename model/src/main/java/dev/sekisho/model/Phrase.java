package dev.sekisho.model;

import java.util.List;

/**
 * A text for people that is put into words where it is shown, in the reader's language.
 *
 * @param key key in the message catalogue, dotted
 * @param values what the text names, in order; any UTF-8, hostile bytes included: whoever shows it
 *     makes them inert
 */
public record Phrase(String key, List<String> values) {
  public Phrase {
    values = List.copyOf(values);
  }

  public static Phrase of(String key, String... values) {
    return new Phrase(key, List.of(values));
  }
}
