package dev.sekisho.container.image;

import java.io.IOException;

/** Ends the reading of a file or of a layer where a limit is; becomes a gap. */
final class LimitReached extends IOException {
  private static final long serialVersionUID = 1;

  private final String key;
  private final transient Object[] values;

  /**
   * @param key of the gap's reason in the catalogue
   */
  LimitReached(String key, Object... values) {
    super(key);
    this.key = key;
    this.values = values.clone();
  }

  String reason() {
    return Words.of("gap." + key, values);
  }
}
