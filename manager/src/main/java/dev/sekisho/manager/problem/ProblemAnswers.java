package dev.sekisho.manager.problem;

import dev.sekisho.wire.Json;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns what ended a request into an answer: JSON for programs, a page for people. */
public class ProblemAnswers {
  private static final Logger LOG = Logger.getLogger(ProblemAnswers.class);

  private final Instance<ProblemPage> pages;

  ProblemAnswers(Instance<ProblemPage> pages) {
    this.pages = pages;
  }

  /** What the framework itself refuses: no such address, a wrong method, a malformed body. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException failure, UriInfo address, HttpHeaders request) {
    int status = failure.getResponse().getStatus();
    if (status < 400) {
      return failure.getResponse();
    }
    HttpProblem problem =
        switch (status) {
          case 404 -> HttpProblem.of(404, "no-such-address");
          case 405 -> HttpProblem.of(405, "method-not-allowed", "");
          case 413 -> HttpProblem.of(413, "too-large", "");
          default ->
              status >= 500
                  ? fault(failure)
                  : HttpProblem.of(status, "bad-request", String.valueOf(failure.getMessage()));
        };
    return answer(problem, address, request);
  }

  /** What the manager refuses, and its own faults. */
  @ServerExceptionMapper
  public Response failed(RuntimeException failure, UriInfo address, HttpHeaders request) {
    return answer(HttpProblem.of(failure).orElseGet(() -> fault(failure)), address, request);
  }

  private static HttpProblem fault(Throwable failure) {
    String reference = UUID.randomUUID().toString();
    LOG.errorf(failure, "fault %s", reference);
    return HttpProblem.of(500, "internal-error", reference);
  }

  private Response answer(HttpProblem problem, UriInfo address, HttpHeaders request) {
    Optional<ProblemPage> page = pages.stream().findFirst();
    if (page.isPresent() && !address.getPath().startsWith("/api/")) {
      return page.get().page(problem, request);
    }
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(MediaType.valueOf(HttpProblem.MEDIA_TYPE))
            .entity(
                Json.bytes(
                    problem.document(Languages.of(request.getHeaderString("Accept-Language")))));
    if (problem.status() == 401) {
      response.header("WWW-Authenticate", "Bearer");
    }
    if (problem.status() == 503) {
      response.header("Retry-After", "5");
    }
    return response.build();
  }
}
