package dev.sekisho.policy;

import dev.sekisho.model.Phrase;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/**
 * The texts of one module in one language: {@code messages.properties} (English) and {@code
 * messages_ja.properties} (Japanese), UTF-8, in the package of an anchor class. Patterns are those
 * of {@link MessageFormat}: {@code {0}} is a value, an apostrophe is written twice.
 */
public final class Messages {
  /** A value is cut after this many characters, so that a hostile name cannot fill a screen. */
  public static final int MAXIMUM_VALUE_LENGTH = 2000;

  private final ResourceBundle bundle;
  private final Locale locale;

  private Messages(ResourceBundle bundle, Locale locale) {
    this.bundle = bundle;
    this.locale = locale;
  }

  /**
   * The catalogue beside a class.
   *
   * @param anchor a class of the package that holds the catalogue
   * @param locale Japanese, or any other for English
   */
  public static Messages of(Class<?> anchor, Locale locale) {
    Locale shown = locale.getLanguage().equals("ja") ? Locale.JAPANESE : Locale.ROOT;
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            anchor.getPackageName() + ".messages",
            shown,
            anchor.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    return new Messages(bundle, shown);
  }

  /** The phrase in words. A key that the catalogue lacks is shown as it is, with its values. */
  public String text(Phrase phrase) {
    return text(phrase.key(), phrase.values());
  }

  /** The text of a key with values. A key that the catalogue lacks is shown with its values. */
  public String text(String key, List<String> values) {
    Object[] bounded = values.stream().map(Messages::bounded).toArray();
    String pattern;
    try {
      pattern = bundle.getString(key);
    } catch (MissingResourceException missing) {
      // An older reader meets a newer event: the key says more than an error would.
      return values.isEmpty()
          ? key
          : key + " " + String.join(", ", values.stream().map(Messages::bounded).toList());
    }
    return new MessageFormat(pattern, locale).format(bounded);
  }

  /** The text of a key with values. */
  public String text(String key, String... values) {
    return text(key, List.of(values));
  }

  /** Whether the catalogue has the key. */
  public boolean has(String key) {
    return bundle.containsKey(key);
  }

  private static String bounded(String value) {
    return value.length() <= MAXIMUM_VALUE_LENGTH
        ? value
        : value.substring(0, MAXIMUM_VALUE_LENGTH) + "…";
  }
}
