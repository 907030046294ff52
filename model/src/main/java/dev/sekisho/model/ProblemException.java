package dev.sekisho.model;

import java.util.List;

/**
 * Carries problems out of a place that can go no further; the program that catches it prints them
 * and ends with exit code 2 or 3.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * @param problems at least one
   */
  public ProblemException(List<Problem> problems) {
    super(String.join("\n", problems.stream().map(Problem::text).toList()));
    this.problems = List.copyOf(problems);
  }

  public ProblemException(Problem problem) {
    this(List.of(problem));
  }

  public ProblemException(Problem problem, Throwable cause) {
    this(problem);
    initCause(cause);
  }

  public List<Problem> problems() {
    return problems;
  }
}
