package dev.sekisho.cli;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The command's message catalogue in the reader's language. */
final class Texts {
  private final ResourceBundle bundle;
  private final Locale locale;

  Texts(Locale locale) {
    this.locale = locale;
    bundle =
        ResourceBundle.getBundle(
            "dev.sekisho.cli.messages",
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /**
   * The language that the environment asks for: the first of LC_ALL, LC_MESSAGES and LANG that is
   * set, as POSIX orders them. Read here, because the JVM forgets it where the system has not
   * generated that locale.
   */
  static Locale localeOf(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
      String wish = environment.getOrDefault(name, "");
      if (!wish.isEmpty()) {
        return wish.startsWith("ja") ? Locale.JAPANESE : Locale.ENGLISH;
      }
    }
    return Locale.ENGLISH;
  }

  /**
   * A text with its values put in.
   *
   * @param key key of the catalogue; a missing one is a defect and throws
   * @param values for {@code {0}}, {@code {1}} …; numbers are shown without grouping
   */
  String of(String key, Object... values) {
    Object[] shown = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      shown[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(bundle.getString(key), Locale.ROOT).format(shown);
  }

  boolean has(String key) {
    return bundle.containsKey(key);
  }

  Locale locale() {
    return locale;
  }

  ResourceBundle bundle() {
    return bundle;
  }
}
