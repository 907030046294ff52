package dev.sekisho.manager.console;

import dev.sekisho.model.Phrase;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.Policy;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.UnaryOperator;

/**
 * The console's message catalogue in one language.
 *
 * <p>A message names its values as <code>{0}</code>; numbers are grouped as the language does.
 * <code>{0#event|events}</code> chooses a word by number, the first for exactly one. In a message
 * that is shown as HTML, <code>`{0}`</code> is code and <code>**{0}**</code> is strong; everything
 * else in it, and every value, is text.
 */
final class Texts {
  private static final String BUNDLE = "dev.sekisho.manager.console.messages";

  private static final Map<Language, Texts> ALL =
      Map.of(
          Language.ENGLISH, new Texts(Language.ENGLISH.locale()),
          Language.JAPANESE, new Texts(Language.JAPANESE.locale()));

  private final ResourceBundle bundle;
  private final Locale locale;

  static Texts of(Language language) {
    return java.util.Objects.requireNonNull(ALL.get(language));
  }

  private Texts(Locale locale) {
    this.locale = locale;
    this.bundle =
        ResourceBundle.getBundle(
            BUNDLE,
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  boolean has(String key) {
    return bundle.containsKey(key);
  }

  /**
   * The message with its values.
   *
   * @throws java.util.MissingResourceException when the catalogue has no such key
   */
  String say(String key, List<?> values) {
    return fill(bundle.getString(key), values, UnaryOperator.identity());
  }

  /** The message as HTML, with code and strong text where the message marks them. */
  String html(String key, List<?> values) {
    return fill(marked(Inert.html(bundle.getString(key))), values, Inert::html);
  }

  /**
   * A phrase of the model as HTML: from this catalogue, else from that of the policies, which shows
   * key and values where it has none either.
   */
  String html(Phrase phrase) {
    return has(phrase.key())
        ? html(phrase.key(), phrase.values())
        : Inert.html(Inert.line(Messages.of(Policy.class, locale).text(phrase)));
  }

  String number(long number) {
    return NumberFormat.getIntegerInstance(locale).format(number);
  }

  /**
   * Replaces pairs of marks by elements, before values come in: a value cannot open or close one.
   */
  private static String marked(String html) {
    return html.replaceAll("`([^`]*)`", "<code>$1</code>")
        .replaceAll("\\*\\*(.*?)\\*\\*", "<strong>$1</strong>");
  }

  private String fill(String pattern, List<?> values, UnaryOperator<String> escape) {
    StringBuilder out = new StringBuilder(pattern.length() + 32);
    int at = 0;
    while (at < pattern.length()) {
      int open = pattern.indexOf('{', at);
      int close = open < 0 ? -1 : pattern.indexOf('}', open);
      if (close < 0) {
        return out.append(pattern, at, pattern.length()).toString();
      }
      out.append(pattern, at, open);
      out.append(value(pattern.substring(open + 1, close), values, escape));
      at = close + 1;
    }
    return out.toString();
  }

  private String value(String place, List<?> values, UnaryOperator<String> escape) {
    int hash = place.indexOf('#');
    int index = Integer.parseInt(hash < 0 ? place : place.substring(0, hash));
    Object value = index < values.size() ? values.get(index) : "";
    if (hash >= 0) {
      int bar = place.indexOf('|', hash);
      return isOne(value) ? place.substring(hash + 1, bar) : place.substring(bar + 1);
    }
    return switch (value) {
      case Number number -> number(number.longValue());
      case Markup markup -> markup.html();
      default -> escape.apply(value.toString());
    };
  }

  private static boolean isOne(Object value) {
    return value instanceof Number number ? number.longValue() == 1 : value.toString().equals("1");
  }
}
