package dev.sekisho.manager.problem;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The language of an answer. */
public final class Languages {
  private static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.JAPANESE);
  private static final int LONGEST = 500;

  private Languages() {}

  /**
   * English or Japanese, whichever the header prefers.
   *
   * @param acceptLanguage value of {@code Accept-Language}, null if there is none
   */
  public static Locale of(@Nullable String acceptLanguage) {
    if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > LONGEST) {
      return Locale.ENGLISH;
    }
    try {
      Locale found = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), SPOKEN);
      return found == null ? Locale.ENGLISH : found;
    } catch (IllegalArgumentException e) {
      // Not a header that any browser writes: answered in English.
      return Locale.ENGLISH;
    }
  }
}
