package dev.sekisho.manager.console;

import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.ProblemPage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Problems as pages: what failed, what still works, what to do. */
@ApplicationScoped
public class ProblemPages implements ProblemPage {
  private final Pages pages;
  private final Visit visit;

  ProblemPages(Pages pages, Visit visit) {
    this.pages = pages;
    this.visit = visit;
  }

  @Override
  public Response page(HttpProblem problem, HttpHeaders request) {
    Reader reader = visit.readerWithoutStore();
    boolean logged = problem.id().equals("internal-error");
    String trace = logged ? String.join(" ", problem.values()) : "";
    String kind = kind(problem);
    return pages.bare(
        reader,
        problem.status(),
        "problem",
        new ProblemView(
            problem.status(),
            problem.id(),
            "problem." + kind + ".title",
            reader.say("problem." + kind + ".what"),
            reader.say("problem." + kind + ".fix"),
            problem.status() == 401 ? "/login" : "",
            "problem.login",
            trace));
  }

  private static String kind(HttpProblem problem) {
    if (problem.id().equals("forged-request")) {
      return "form-expired";
    }
    return switch (problem.status()) {
      case 404, 405 -> "not-found";
      case 401, 403 -> "forbidden";
      case 413 -> "too-large";
      case 503 -> "database";
      default -> problem.status() >= 500 ? "internal" : "bad-request";
    };
  }
}
