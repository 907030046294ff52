package dev.sekisho.manager.console;

import java.util.List;

/**
 * A policy in its editor.
 *
 * @param isNew whether it is not stored yet
 * @param address of its page
 * @param title its name, or that it is new
 * @param lede what it is and where it applies
 * @param revision that the text was made from, 0 for a new one
 * @param yaml the text
 * @param readOnly whether the reader may not change it
 * @param saveAddress where the form goes
 * @param checkAddress where the text is checked as it is typed
 * @param actions what can be done beside editing
 * @param refused why Enforce is refused here, empty if it is not
 * @param problem why the last save failed, empty if it did not
 * @param check what the text means
 */
public record PolicyView(
    boolean isNew,
    String address,
    String title,
    Markup lede,
    int revision,
    String yaml,
    boolean readOnly,
    String saveAddress,
    String checkAddress,
    List<PolicyAction> actions,
    Markup refused,
    String problem,
    CheckView check) {
  public PolicyView {
    actions = List.copyOf(actions);
  }

  /** How many lines the editor shows. */
  public long rows() {
    return Math.clamp(yaml.lines().count() + 3, 18, 60);
  }

  /** A step that leads to a page of its own. */
  public record PolicyAction(String key, String address, boolean weakens, boolean refused) {}
}
