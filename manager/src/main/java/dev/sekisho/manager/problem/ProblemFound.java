package dev.sekisho.manager.problem;

/** Ends a request with a problem. */
public final class ProblemFound extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient HttpProblem problem;

  public ProblemFound(HttpProblem problem) {
    super(problem.id());
    this.problem = problem;
  }

  public HttpProblem problem() {
    return problem;
  }
}
