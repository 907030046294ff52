package dev.sekisho.manager.console;

import java.util.List;

/**
 * What can be set for the reader, and by an administrator for all.
 *
 * @param languages languages of the console
 * @param themes how bright it may be
 * @param zones zones of its times
 * @param mayChange whether the reader may change what holds for all
 * @param fields what holds for all
 * @param saved whether it has just been stored
 * @param problem why it was not, empty if it was or was not tried
 */
public record SettingsView(
    List<Choice> languages,
    List<Choice> themes,
    List<Choice> zones,
    boolean mayChange,
    List<Field> fields,
    boolean saved,
    String problem) {
  public SettingsView {
    languages = List.copyOf(languages);
    themes = List.copyOf(themes);
    zones = List.copyOf(zones);
    fields = List.copyOf(fields);
  }

  /**
   * A length of time that is set as a number of a unit.
   *
   * @param name of its parameter; also the end of the keys of its texts
   * @param value the number
   * @param unit in words
   * @param least the least allowed
   * @param most the most allowed
   */
  public record Field(String name, long value, String unit, long least, long most) {
    /** Key of its label. */
    public String key() {
      return "settings." + name;
    }

    /** Key of what it means. */
    public String hintKey() {
      return "settings." + name + "-hint";
    }
  }
}
