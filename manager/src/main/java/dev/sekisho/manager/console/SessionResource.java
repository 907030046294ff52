package dev.sekisho.manager.console;

import dev.sekisho.manager.access.LoginResult;
import dev.sekisho.manager.access.Open;
import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.access.SignedIn;
import dev.sekisho.manager.access.Users;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

/** Signing in and out, and how the console looks to this browser. */
@Path("/")
public class SessionResource {
  private static final int YEAR = 365 * 24 * 3600;

  private final Pages pages;
  private final Visit visit;
  private final Sessions sessions;

  SessionResource(Pages pages, Visit visit, Sessions sessions) {
    this.pages = pages;
    this.visit = visit;
    this.sessions = sessions;
  }

  @GET
  @Path("login")
  @Open
  public Response loginPage(@QueryParam("to") @DefaultValue("/") String next) {
    sessions.checkStore(); // a form that nobody could get past would only hide what is wrong
    return login(200, "", "", next);
  }

  @POST
  @Path("login")
  @Open
  public Response login(
      @FormParam("name") @DefaultValue("") String name,
      @FormParam("password") @DefaultValue("") String password,
      @FormParam("to") @DefaultValue("/") String next) {
    Reader reader = visit.reader();
    return switch (sessions.login(name.strip(), password, visit.address())) {
      case LoginResult.Accepted accepted ->
          Response.seeOther(
                  java.net.URI.create(
                      accepted.mustChangePassword() ? "/settings/account" : Address.within(next)))
              .cookie(session(accepted.cookie(), -1))
              .build();
      case LoginResult.Refused refused -> login(401, name, reader.say("login.refused"), next);
      case LoginResult.TooMany many ->
          login(
              429,
              name,
              reader.say("login.too-many", reader.clock().length(many.retryAfter().plusSeconds(1))),
              next);
    };
  }

  @POST
  @Path("logout")
  @SignedIn
  public Response logout() {
    visit.principal().session().ifPresent(session -> sessions.logout(session, visit.address()));
    return Response.seeOther(java.net.URI.create("/login")).cookie(session("", 0)).build();
  }

  /** How the console looks to this browser; nothing of it is kept at the manager. */
  @POST
  @Path("preferences")
  @Open
  public Response preferences(
      @FormParam("language") @DefaultValue("") String language,
      @FormParam("theme") @DefaultValue("") String theme,
      @FormParam("zone") @DefaultValue("") String zone,
      @FormParam("back") @DefaultValue("/") String back) {
    Response.ResponseBuilder answer = Response.seeOther(java.net.URI.create(Address.within(back)));
    Language.of(language).ifPresent(l -> answer.cookie(preference(Visit.LANGUAGE, l.tag())));
    if (!theme.isEmpty()) {
      answer.cookie(preference(Visit.THEME, Theme.of(theme).tag()));
    }
    if (zone.equals("browser")) {
      answer.cookie(preference(Visit.ZONE, ""));
    } else if (Visit.zone(zone).isPresent()) {
      answer.cookie(preference(Visit.ZONE, Address.encoded(zone)));
    }
    return answer.build();
  }

  private Response login(int status, String name, String problem, String next) {
    return pages.bare(
        visit.reader(),
        status,
        "login",
        new LoginView(
            "/login",
            Address.of("/login").with("to", next.equals("/") ? "" : next).text(),
            Address.within(next),
            name,
            problem,
            false,
            Users.MINIMUM_PASSWORD_LENGTH));
  }

  private static NewCookie session(String value, int maxAge) {
    return new NewCookie.Builder(Sessions.COOKIE)
        .value(value)
        .path("/")
        .secure(true)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.STRICT)
        .maxAge(maxAge)
        .build();
  }

  private static NewCookie preference(String name, String value) {
    return new NewCookie.Builder(name)
        .value(value)
        .path("/")
        .secure(true)
        .httpOnly(true)
        .sameSite(NewCookie.SameSite.STRICT)
        .maxAge(value.isEmpty() ? 0 : YEAR)
        .build();
  }
}
