package dev.sekisho.manager.console;

import java.util.List;

/**
 * The question before something is taken away.
 *
 * @param title what is about to be done
 * @param back where to go instead
 * @param backLabel what is there
 * @param effects what follows
 * @param action where the form goes
 * @param buttonKey key of the button's label
 */
public record ConfirmView(
    String title,
    String back,
    String backLabel,
    List<Markup> effects,
    String action,
    String buttonKey) {
  public ConfirmView {
    effects = List.copyOf(effects);
  }
}
