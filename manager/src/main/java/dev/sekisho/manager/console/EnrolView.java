package dev.sekisho.manager.console;

import java.util.List;

/**
 * The form for an enrolment token, and the token once it is made.
 *
 * @param command what to run on the new host; empty while the form is shown
 * @param expiry until when the token is good
 * @param problem why none was made, empty at first
 * @param logicalName what was typed
 * @param group what was typed
 * @param labels what was typed
 * @param validity how long it may be good
 */
public record EnrolView(
    String command,
    Markup expiry,
    String problem,
    String logicalName,
    String group,
    String labels,
    List<Choice> validity) {
  public EnrolView {
    validity = List.copyOf(validity);
  }
}
