package dev.sekisho.manager.console;

import java.util.Locale;

/** How bright the console is; {@code SYSTEM} leaves it to the reader's system. */
public enum Theme {
  SYSTEM,
  LIGHT,
  DARK;

  /** As in the cookie and in {@code data-theme}. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Theme of(String tag) {
    for (Theme theme : values()) {
      if (theme.tag().equals(tag)) {
        return theme;
      }
    }
    return SYSTEM;
  }
}
