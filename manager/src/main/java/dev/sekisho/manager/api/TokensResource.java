package dev.sekisho.manager.api;

import dev.sekisho.manager.access.ApiToken;
import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.access.Role;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tokens of this API. */
@Path("/api/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Needs(Permission.ADMINISTER)
@Tag(name = "access")
public class TokensResource {
  private final ApiTokens tokens;
  private final Caller caller;

  TokensResource(ApiTokens tokens, Caller caller) {
    this.tokens = tokens;
    this.caller = caller;
  }

  /** A token to be made; without {@code validFor} it does not expire. */
  public record NewToken(
      String name, Role role, Optional<Boolean> mayWeaken, Optional<Duration> validFor) {}

  @GET
  @Operation(summary = "All tokens, without their secrets")
  public Listing<ApiToken> list() {
    return new Listing<>(tokens.list());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a token; its secret is shown once")
  public Response create(@Nullable NewToken body) {
    NewToken token = Body.present(body);
    return Response.status(Response.Status.CREATED)
        .entity(
            tokens.create(
                token.name(),
                token.role(),
                token.mayWeaken().orElse(false),
                token.validFor(),
                caller.principal().actor()))
        .build();
  }

  @DELETE
  @Path("{id}")
  @Operation(summary = "Take a token away, at once")
  public void revoke(@PathParam("id") String id) {
    tokens.revoke(id, caller.principal().actor());
  }
}
