package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.EnrolmentTokens.Grant;
import dev.sekisho.manager.identity.EnrolmentTokens.Pending;
import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.ProblemFound;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens with which hosts enrol. */
@Path("/api/v1/enrolment-tokens")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "hosts")
public class EnrolmentTokensResource {
  private static final Duration USUAL = Duration.ofHours(1);

  private final EnrolmentTokens tokens;
  private final Caller caller;

  EnrolmentTokensResource(EnrolmentTokens tokens, Caller caller) {
    this.tokens = tokens;
    this.caller = caller;
  }

  /**
   * What is asked for; everything may be left out.
   *
   * @param logicalName the host's logical name, its own if left out
   * @param group the enforcer group
   * @param labels labels of the host
   * @param validFor ISO 8601, one hour if left out, at most 30 days
   * @param replaces whether it may take the place of an enrolled host with the same machine id;
   *     that lowers protection
   */
  public record Wish(
      Optional<String> logicalName,
      Optional<String> group,
      Map<String, String> labels,
      Optional<Duration> validFor,
      Optional<Boolean> replaces) {}

  /**
   * A token.
   *
   * @param id names it
   * @param token the whole text, shown once
   * @param expiresAt when it ends
   */
  public record MadeToken(String id, String token, Instant expiresAt) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Needs(Permission.CHANGE_HOSTS)
  @Operation(summary = "Make a token with which one host can enrol")
  public Response create(@Nullable Wish body) {
    Wish wish = Body.present(body);
    boolean replaces = wish.replaces().orElse(false);
    if (replaces && !caller.principal().may(Permission.WEAKEN)) {
      throw new ProblemFound(HttpProblem.of(403, "not-allowed", Permission.WEAKEN.name()));
    }
    EnrolmentTokens.Made made =
        tokens.create(
            new Grant(
                wish.logicalName().orElse(""),
                wish.group().orElse(""),
                wish.labels(),
                wish.validFor().orElse(USUAL),
                replaces),
            caller.principal().actor());
    return Response.status(Response.Status.CREATED)
        .entity(new MadeToken(made.id(), made.text(), made.expiresAt()))
        .build();
  }

  @GET
  @Needs(Permission.READ)
  @Operation(summary = "Tokens that can still be used, without their secrets")
  public Listing<Pending> pending() {
    return new Listing<>(tokens.pending());
  }
}
