package dev.sekisho.container.image;

import dev.sekisho.model.Gap;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * This package's message catalogue, in the language that the program has set as its default. Loaded
 * when there is something to say.
 */
final class Words {
  private static final int MAXIMUM_VALUE = 300;

  private Words() {}

  /**
   * A text with its values put in, inert and cut to a length that can be shown.
   *
   * @param key key of the catalogue; a missing one is a defect and throws
   */
  static String of(String key, Object... values) {
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "dev.sekisho.container.image.messages",
            Locale.getDefault(Locale.Category.DISPLAY),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    Object[] shown = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      shown[i] = inert(String.valueOf(values[i]));
    }
    return new MessageFormat(bundle.getString(key), Locale.ROOT).format(shown);
  }

  /** A gap; the reason is the catalogue's. */
  static Gap gap(String where, String key, Object... values) {
    return new Gap(inert(where), of("gap." + key, values));
  }

  /** A problem; what and fix are the catalogue's, and both are given the values. */
  static ProblemException problem(String id, Object... values) {
    return new ProblemException(problemOf(id, values));
  }

  static ProblemException problem(Throwable cause, String id, Object... values) {
    return new ProblemException(problemOf(id, values), cause);
  }

  private static Problem problemOf(String id, Object... values) {
    return new Problem(id, of(id + ".what", values), of(id + ".fix", values));
  }

  /** Control and format characters become U+FFFD, as a terminal would obey them. */
  static String inert(String text) {
    StringBuilder inert = new StringBuilder();
    text.codePoints().limit(MAXIMUM_VALUE).map(Words::inert).forEach(inert::appendCodePoint);
    return text.codePointCount(0, text.length()) > MAXIMUM_VALUE ? inert + "…" : inert.toString();
  }

  private static int inert(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          0xfffd;
      default -> character;
    };
  }
}
