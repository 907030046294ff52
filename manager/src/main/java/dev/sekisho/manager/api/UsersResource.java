package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.access.Role;
import dev.sekisho.manager.access.User;
import dev.sekisho.manager.access.Users;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** People who may sign in. */
@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Needs(Permission.ADMINISTER)
@Tag(name = "access")
public class UsersResource {
  private final Users users;
  private final Caller caller;

  UsersResource(Users users, Caller caller) {
    this.users = users;
    this.caller = caller;
  }

  /** A user to be made. */
  public record NewUser(String name, Role role, Optional<Boolean> mayWeaken) {}

  /** What a user shall be. */
  public record UserChange(Role role, Optional<Boolean> mayWeaken, Optional<Boolean> disabled) {}

  /** A password that is shown once and must be changed at the first login. */
  public record OneTimePassword(String name, String password) {}

  @GET
  @Operation(summary = "All users")
  public Listing<User> list() {
    return new Listing<>(users.list());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a user, with a one-time password")
  public Response create(@Nullable NewUser body) {
    NewUser user = Body.present(body);
    String password =
        users.create(
            user.name(), user.role(), user.mayWeaken().orElse(false), caller.principal().actor());
    return Response.status(Response.Status.CREATED)
        .entity(new OneTimePassword(user.name(), password))
        .build();
  }

  @PUT
  @Path("{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Change what a user may do")
  public User change(@PathParam("name") String name, @Nullable UserChange body) {
    UserChange change = Body.present(body);
    return users.change(
        name,
        change.role(),
        change.mayWeaken().orElse(false),
        change.disabled().orElse(false),
        caller.principal().actor());
  }

  @DELETE
  @Path("{name}")
  @Operation(summary = "Delete a user, who is signed out at once")
  public void delete(@PathParam("name") String name) {
    users.delete(name, caller.principal().actor());
  }

  @POST
  @Path("{name}/reset-password")
  @Operation(summary = "Give a user a new one-time password, and sign the user out everywhere")
  public OneTimePassword reset(@PathParam("name") String name) {
    return new OneTimePassword(name, users.resetPassword(name, caller.principal().actor()));
  }
}
