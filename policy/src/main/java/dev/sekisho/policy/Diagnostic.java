package dev.sekisho.policy;

import dev.sekisho.model.Problem;
import java.util.List;

/**
 * Something wrong or doubtful in the text of a policy. Its words are in the message catalogue under
 * {@code problem.ID.what} and {@code problem.ID.fix}.
 *
 * @param file name of the file as the caller gave it
 * @param line from 1
 * @param column from 1, in characters
 * @param severity whether the text is refused
 * @param id kebab-case kind
 * @param values what its words name
 */
public record Diagnostic(
    String file, int line, int column, Severity severity, String id, List<String> values) {
  /** Whether the text is refused. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public Diagnostic {
    values = List.copyOf(values);
  }

  /** {@code file:line:column}. */
  public String place() {
    return file + ":" + line + ":" + column;
  }

  /** In words, with the place in front. */
  public Problem problem(Messages messages) {
    return new Problem(
        id,
        place() + ": " + messages.text("problem." + id + ".what", values),
        messages.text("problem." + id + ".fix", values));
  }
}
