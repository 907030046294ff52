package dev.sekisho.policy;

import java.util.List;

/**
 * What a text of policies says.
 *
 * @param policies those without an error, in the order of the text
 * @param exceptions those without an error
 * @param unknownControls what the policies ask for and this version does not know; only after a
 *     lenient parse, else they are errors
 * @param diagnostics errors and warnings in the order of the text
 */
public record Parsed(
    List<Policy> policies,
    List<PolicyException> exceptions,
    List<UnknownControl> unknownControls,
    List<Diagnostic> diagnostics) {
  public Parsed {
    policies = List.copyOf(policies);
    exceptions = List.copyOf(exceptions);
    unknownControls = List.copyOf(unknownControls);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Whether anything is refused. */
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Diagnostic.Severity.ERROR);
  }
}
