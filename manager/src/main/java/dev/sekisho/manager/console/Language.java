package dev.sekisho.manager.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A language that the console speaks. */
public enum Language {
  ENGLISH(Locale.ENGLISH, "English"),
  JAPANESE(Locale.JAPANESE, "日本語");

  private final Locale locale;
  private final String nativeName;

  Language(Locale locale, String nativeName) {
    this.locale = locale;
    this.nativeName = nativeName;
  }

  public Locale locale() {
    return locale;
  }

  /** As in {@code <html lang>} and in the cookie. */
  public String tag() {
    return locale.getLanguage();
  }

  /** What its own speakers call it. */
  public String nativeName() {
    return nativeName;
  }

  /** Its message catalogue. */
  Texts texts() {
    return Texts.of(this);
  }

  static Optional<Language> of(String tag) {
    for (Language language : values()) {
      if (language.tag().equals(tag)) {
        return Optional.of(language);
      }
    }
    return Optional.empty();
  }

  /**
   * The best for an {@code Accept-Language} header; English where it asks for none of ours or
   * cannot be read.
   */
  static Language accepted(String header) {
    try {
      Locale best =
          Locale.lookup(
              Locale.LanguageRange.parse(header), List.of(Locale.ENGLISH, Locale.JAPANESE));
      return best == null ? ENGLISH : of(best.getLanguage()).orElse(ENGLISH);
    } catch (IllegalArgumentException notAHeader) {
      return ENGLISH;
    }
  }
}
