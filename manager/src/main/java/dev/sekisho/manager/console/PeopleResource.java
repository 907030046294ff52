package dev.sekisho.manager.console;

import dev.sekisho.manager.access.ApiToken;
import dev.sekisho.manager.access.ApiTokens;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.access.Role;
import dev.sekisho.manager.access.User;
import dev.sekisho.manager.access.Users;
import dev.sekisho.manager.store.ChangeRefused;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pages of users and of API tokens. */
@Path("/settings")
@Needs(Permission.ADMINISTER)
public class PeopleResource {
  private static final List<Integer> VALID_DAYS = List.of(7, 30, 90, 365);

  private final Pages pages;
  private final Visit visit;
  private final Users users;
  private final ApiTokens tokens;

  PeopleResource(Pages pages, Visit visit, Users users, ApiTokens tokens) {
    this.pages = pages;
    this.visit = visit;
    this.users = users;
    this.tokens = tokens;
  }

  @GET
  @Path("users")
  public Response users() {
    return users("", "", "");
  }

  @POST
  @Path("users")
  public Response addUser(
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("role") @DefaultValue("") String role,
      @FormParam("mayWeaken") @DefaultValue("false") boolean mayWeaken) {
    Reader reader = visit.reader();
    if (!Users.NAME.matcher(name).matches()) {
      return users("", "", reader.say("users.bad-name"));
    }
    try {
      String password = users.create(name, role(role), mayWeaken, visit.principal().actor());
      return users(name, password, "");
    } catch (ChangeRefused refused) {
      return users("", "", Visit.why(reader, refused));
    }
  }

  @GET
  @Path("users/{name}")
  public Response user(@PathParam("name") String name) {
    return user(find(name), "");
  }

  @POST
  @Path("users/{name}")
  public Response changeUser(
      @PathParam("name") String name,
      @FormParam("do") @DefaultValue("") String what,
      @FormParam("role") @DefaultValue("") String role,
      @FormParam("mayWeaken") @DefaultValue("false") boolean mayWeaken,
      @FormParam("disabled") @DefaultValue("false") boolean disabled) {
    User user = find(name);
    try {
      return switch (what) {
        case "reset" -> users(name, users.resetPassword(name, visit.principal().actor()), "");
        case "delete" -> {
          users.delete(name, visit.principal().actor());
          yield Visit.to("/settings/users");
        }
        case "change" -> {
          users.change(name, role(role), mayWeaken, disabled, visit.principal().actor());
          yield Visit.to("/settings/users");
        }
        default -> throw new IllegalArgumentException("do: expected change, reset or delete");
      };
    } catch (ChangeRefused refused) {
      return user(user, Visit.why(visit.reader(), refused));
    }
  }

  @GET
  @Path("tokens")
  public Response tokens() {
    return tokens("", "", "");
  }

  @POST
  @Path("tokens")
  public Response addToken(
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("role") @DefaultValue("") String role,
      @FormParam("mayWeaken") @DefaultValue("false") boolean mayWeaken,
      @FormParam("days") @DefaultValue("30") int days) {
    if (name.isBlank() || name.length() > 100) {
      return tokens("", "", visit.reader().say("tokens.bad-name"));
    }
    Optional<Duration> validFor =
        VALID_DAYS.contains(days) ? Optional.of(Duration.ofDays(days)) : Optional.empty();
    ApiTokens.Made made =
        tokens.create(name.strip(), role(role), mayWeaken, validFor, visit.principal().actor());
    return tokens(made.token().name(), made.secret(), "");
  }

  @POST
  @Path("tokens/{id}/revoke")
  public Response revokeToken(@PathParam("id") String id) {
    tokens.revoke(id, visit.principal().actor());
    return Visit.to("/settings/tokens");
  }

  private Response users(String madeName, String madePassword, String problem) {
    Reader reader = visit.reader();
    List<UsersView.Row> rows =
        users.list().stream()
            .map(
                user ->
                    new UsersView.Row(
                        "/settings/users/" + Address.encoded(user.name()),
                        user.name(),
                        label(user.role()),
                        note(user),
                        user.createdAt(),
                        user.lastLoginAt()))
            .toList();
    return pages.page(
        visit,
        "settings",
        "users",
        new UsersView(rows, roles(Role.OPERATOR), reader.line(madeName), madePassword, problem));
  }

  private Response user(User user, String problem) {
    return pages.page(
        visit,
        "settings",
        "user",
        new UserView(
            "/settings/users/" + Address.encoded(user.name()),
            user.name(),
            roles(user.role()),
            user.mayWeaken(),
            user.disabled(),
            problem));
  }

  private Response tokens(String madeName, String madeSecret, String problem) {
    Reader reader = visit.reader();
    Markup never = Markup.text(reader.say("tokens.never"));
    List<TokensView.Row> rows =
        tokens.list().stream()
            .map(
                (ApiToken token) ->
                    new TokensView.Row(
                        token.id(),
                        token.name(),
                        label(token.role()),
                        token.createdBy(),
                        token.createdAt(),
                        token.expiresAt().map(reader::day).orElse(never),
                        token.usedAt().map(reader::ago).orElse(never)))
            .toList();
    List<Choice> validity = new ArrayList<>();
    for (int days : VALID_DAYS) {
      validity.add(new Choice("" + days, reader.say("time.days", days), days == 30));
    }
    validity.add(new Choice("0", reader.say("tokens.valid-forever"), false));
    return pages.page(
        visit,
        "settings",
        "tokens",
        new TokensView(rows, roles(Role.AUDITOR), validity, madeName, madeSecret, problem));
  }

  private String note(User user) {
    Reader reader = visit.reader();
    if (user.disabled()) {
      return reader.say("users.note-disabled");
    }
    if (user.mustChangePassword()) {
      return reader.say("users.note-must-change");
    }
    return user.role() == Role.OPERATOR && user.mayWeaken()
        ? reader.say("users.note-may-weaken")
        : "";
  }

  private List<Choice> roles(Role chosen) {
    return Arrays.stream(Role.values())
        .map(role -> new Choice(role.name(), label(role), role == chosen))
        .toList();
  }

  private String label(Role role) {
    return visit.reader().say("role." + role.name().toLowerCase(Locale.ROOT));
  }

  private User find(String name) {
    return users.one(name).orElseThrow(() -> Visit.notFound(name));
  }

  private static Role role(String name) {
    for (Role role : Role.values()) {
      if (role.name().equals(name)) {
        return role;
      }
    }
    throw new IllegalArgumentException("role: expected one of the list");
  }
}
