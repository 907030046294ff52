package dev.sekisho.manager.store;

import dev.sekisho.policy.Diagnostic;
import java.util.List;

/** A text of policies was refused, and nothing of it was stored. */
public final class PolicyRejected extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Diagnostic> diagnostics;

  PolicyRejected(List<Diagnostic> diagnostics) {
    super(diagnostics.size() + " problems in the text");
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** What is wrong, in the order of the text. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
