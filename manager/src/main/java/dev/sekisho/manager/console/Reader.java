package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Permission;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who reads a page and how: templates ask it for every text, time and number.
 *
 * @param language the language of the page
 * @param zone the zone of its times
 * @param theme how bright it is
 * @param now the moment of the page
 * @param name the user's name, empty before login
 * @param rights what the user may do
 * @param csrf token that every form carries back, empty before login
 */
public record Reader(
    Language language,
    ZoneId zone,
    Theme theme,
    Instant now,
    String name,
    Set<Permission> rights,
    String csrf) {
  public Reader {
    rights = Set.copyOf(rights);
  }

  /** Whether the user may do what a {@link Permission} names. */
  public boolean may(String right) {
    return rights.contains(Permission.valueOf(right));
  }

  public String say(String key, Object... values) {
    return language.texts().say(key, Arrays.asList(values));
  }

  /** A message as HTML, with code and strong text where the message marks them. */
  public Markup rich(String key, Object... values) {
    return new Markup(language.texts().html(key, Arrays.asList(values)));
  }

  public Markup phrase(Phrase phrase) {
    return new Markup(language.texts().html(phrase));
  }

  public String number(long number) {
    return language.texts().number(number);
  }

  public Markup ago(Instant at) {
    return clock().relative(at);
  }

  public Markup since(Instant at) {
    return clock().since(at);
  }

  public Markup full(Instant at) {
    return clock().full(at);
  }

  public Markup day(Instant at) {
    return clock().day(at);
  }

  /** The theme that the switch in the bar leads to. */
  public Theme nextTheme() {
    return switch (theme) {
      case SYSTEM -> Theme.DARK;
      case DARK -> Theme.LIGHT;
      case LIGHT -> Theme.SYSTEM;
    };
  }

  public String themeSwitch() {
    return say("theme.to." + nextTheme().tag());
  }

  /** The zone of the times as its short name, such as {@code JST}. */
  public String zoneName() {
    return clock().zoneName();
  }

  /** What people call a control; one that the catalogue does not know is called by its name. */
  public String control(String control) {
    return word("control.", control);
  }

  /** What people call a mechanism. */
  public String mechanism(String mechanism) {
    return word("mechanism.", mechanism);
  }

  public String mode(Mode mode) {
    return say("mode." + tag(mode));
  }

  /** What people call a level of assurance. */
  public String level(Assurance.Level level) {
    return say("level." + tag(level));
  }

  /** A constant as the styles and the catalogue name it: lower case with hyphens. */
  public String tag(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A text for a form field that is given back as it was. */
  public Markup exact(String text) {
    return new Markup(Inert.exactHtml(text));
  }

  public String middle(String text, int length) {
    return Inert.middle(text, length);
  }

  public String command(List<String> arguments) {
    return Inert.command(arguments);
  }

  /** A name in one line, with what would not show written out. */
  public String line(String text) {
    return Inert.line(text);
  }

  public Clockface clock() {
    return new Clockface(language, zone, now);
  }

  private String word(String family, String name) {
    Texts texts = language.texts();
    return texts.has(family + name) ? texts.say(family + name, List.of()) : name;
  }
}
