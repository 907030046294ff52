package dev.sekisho.manager.console;

import dev.sekisho.manager.access.SignedIn;
import dev.sekisho.manager.access.Users;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The reader's own password: on a page of its own as long as nothing else is allowed. */
@Path("/settings/account")
@SignedIn
public class AccountResource {
  private final Pages pages;
  private final Visit visit;
  private final Users users;

  AccountResource(Pages pages, Visit visit, Users users) {
    this.pages = pages;
    this.visit = visit;
    this.users = users;
  }

  @GET
  public Response account() {
    return password(200, "");
  }

  @POST
  public Response changePassword(
      @FormParam("current") @DefaultValue("") String current,
      @FormParam("password") @DefaultValue("") String next,
      @FormParam("again") @DefaultValue("") String again) {
    boolean first = visit.principal().mustChangePassword();
    String problem = change(current, next, again);
    return problem.isEmpty()
        ? Visit.to(first ? "/" : "/settings?saved=true")
        : password(422, problem);
  }

  private String change(String current, String next, String again) {
    Reader reader = visit.reader();
    if (!next.equals(again)) {
      return reader.say("password.differ");
    }
    return visit
        .principal()
        .session()
        .map(
            session ->
                switch (users.changePassword(session, current, next, visit.principal().actor())) {
                  case DONE -> "";
                  case WRONG_PRESENT -> reader.say("password.wrong");
                  case BAD_LENGTH, TOO_EASY ->
                      reader.say("password.unfit", Users.MINIMUM_PASSWORD_LENGTH);
                })
        .orElseThrow(() -> Visit.notFound("session"));
  }

  private Response password(int status, String problem) {
    LoginView view =
        new LoginView(
            "/settings/account",
            "/settings/account",
            "/",
            "",
            problem,
            true,
            Users.MINIMUM_PASSWORD_LENGTH);
    return visit.principal().mustChangePassword()
        ? pages.bare(visit.reader(), status, "login", view)
        : pages.page(visit, "settings", "account", view);
  }
}
