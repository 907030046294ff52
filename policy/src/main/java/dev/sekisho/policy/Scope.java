package dev.sekisho.policy;

import dev.sekisho.model.Workload;

/**
 * A condition on workloads, in CEL. It was parsed and type-checked when the policy was read.
 *
 * <p>Two scopes are equal when their text is.
 */
public final class Scope {
  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** As written in the policy. */
  public String text() {
    return text;
  }

  /** Whether the workload is meant. Never throws: what fails is {@link Truth#UNKNOWN}. */
  public Truth test(Workload workload) {
    return Truth.UNKNOWN;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scope scope && scope.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
