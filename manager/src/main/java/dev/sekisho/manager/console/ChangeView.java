package dev.sekisho.manager.console;

import java.util.List;

/**
 * A change of a policy before it is made: its effect, and for one that lowers protection, the
 * question why.
 *
 * @param name the policy's
 * @param title what is about to be done
 * @param lede in a sentence
 * @param back the policy's page
 * @param action where the form goes
 * @param revision that the change was made from
 * @param yaml the new text where the form carries one, else empty
 * @param effects what follows
 * @param difference how the text changes
 * @param weakens whether protection is lowered
 * @param refused why the reader may not do it, empty if he may
 * @param problem why the last attempt failed, empty at first
 * @param buttonKey key of the button's label
 */
public record ChangeView(
    String name,
    String title,
    Markup lede,
    String back,
    String action,
    int revision,
    String yaml,
    List<Markup> effects,
    List<DifferenceLine> difference,
    boolean weakens,
    String refused,
    String problem,
    String buttonKey) {
  public ChangeView {
    effects = List.copyOf(effects);
    difference = List.copyOf(difference);
  }

  /** The same with another address for the form. */
  ChangeView to(String address) {
    return new ChangeView(
        name,
        title,
        lede,
        back,
        address,
        revision,
        yaml,
        effects,
        difference,
        weakens,
        refused,
        problem,
        buttonKey);
  }
}
