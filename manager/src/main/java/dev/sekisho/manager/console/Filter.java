package dev.sekisho.manager.console;

import java.util.List;

/**
 * A selection above a list.
 *
 * @param name of its parameter
 * @param label for those who do not see where it stands
 * @param choices the first of them, with an empty value, means all
 */
public record Filter(String name, String label, List<Choice> choices) {
  public Filter {
    choices = List.copyOf(choices);
  }
}
