package dev.sekisho.container.image;

import java.io.IOException;

/** Bytes that are no archive, from some place on. The rest of the layer becomes a gap. */
final class MalformedLayer extends IOException {
  private static final long serialVersionUID = 1;

  private final String key;
  private final transient Object[] values;

  /**
   * @param key of the gap's reason in the catalogue
   */
  MalformedLayer(String key, Object... values) {
    super(key);
    this.key = key;
    this.values = values.clone();
  }

  String reason() {
    return Words.of("gap." + key, values);
  }
}
