package dev.sekisho.manager.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Shows a problem to a person in a browser. The console has the one bean of this kind. */
public interface ProblemPage {
  /** The page, with the problem's status. */
  Response page(HttpProblem problem, HttpHeaders request);
}
