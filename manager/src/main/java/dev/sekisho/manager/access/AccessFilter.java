package dev.sekisho.manager.access;

import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.ProblemFound;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and lets through who may. An endpoint that declares nothing is closed. */
public class AccessFilter {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final String LOGIN_PAGE = "/login";
  private static final String PASSWORD_PAGE = "/settings/account";
  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final ApiTokens tokens;
  private final Caller caller;

  AccessFilter(Sessions sessions, ApiTokens tokens, Caller caller) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.caller = caller;
  }

  /** Answers instead of the endpoint, or lets the request go on. */
  @ServerRequestFilter
  @Priority(Priorities.AUTHENTICATION)
  @WithFormRead
  public @Nullable Response filter(
      ContainerRequestContext request, ResourceInfo endpoint, RoutingContext routing) {
    String address = routing.request().remoteAddress().hostAddress();
    String cookie = cookie(request);
    Optional<Principal> who = find(request, cookie, address);
    caller.is(who, address, cookie);
    Access access =
        Access.of(endpoint.getResourceMethod())
            .orElseThrow(() -> new ProblemFound(HttpProblem.of(403, "not-allowed", "undeclared")));
    boolean page = !request.getUriInfo().getPath().startsWith("/api/");
    refuseForged(request, who, authority(routing));
    return switch (access) {
      case Access.Everybody() -> null;
      case Access.SignedInOnly() -> who.isPresent() ? null : notSignedIn(request, page);
      case Access.With(Permission permission) -> {
        if (who.isEmpty()) {
          yield notSignedIn(request, page);
        }
        if (who.get().mustChangePassword()) {
          yield mustChange(page);
        }
        if (!who.get().may(permission)) {
          throw new ProblemFound(HttpProblem.of(403, "not-allowed", permission.name()));
        }
        yield null;
      }
    };
  }

  private Optional<Principal> find(ContainerRequestContext request, String cookie, String address) {
    String authorization = request.getHeaderString("Authorization");
    if (authorization != null) {
      // Who sends a token is judged by it alone, so that a browser's cookie never fills in for it.
      return authorization.startsWith(BEARER)
          ? tokens.find(authorization.substring(BEARER.length()).strip(), address)
          : Optional.empty();
    }
    return cookie.isEmpty() ? Optional.empty() : sessions.find(cookie, address);
  }

  private static String cookie(ContainerRequestContext request) {
    Cookie cookie = request.getCookies().get(Sessions.COOKIE);
    return cookie == null ? "" : cookie.getValue();
  }

  /** HTTP/2 has no Host header: its pseudo-header {@code :authority} says the same. */
  private static String authority(RoutingContext routing) {
    return String.valueOf(routing.request().authority());
  }

  /** Changes by a browser must come from our own page, and carry the login's CSRF token. */
  private static void refuseForged(
      ContainerRequestContext request, Optional<Principal> who, String authority) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    boolean byToken = who.isPresent() && who.get().session().isEmpty();
    if (byToken) {
      return;
    }
    boolean sameOrigin =
        SameOrigin.holds(
            request.getHeaderString("Sec-Fetch-Site"),
            request.getHeaderString("Origin"),
            authority);
    boolean carriesToken =
        who.flatMap(Principal::session).map(s -> carries(request, s)).orElse(true);
    if (!sameOrigin || !carriesToken) {
      throw new ProblemFound(HttpProblem.of(403, "forged-request"));
    }
  }

  private static boolean carries(ContainerRequestContext request, Session session) {
    String sent = request.getHeaderString(Sessions.CSRF_HEADER);
    if (sent == null) {
      sent = formField();
    }
    return sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8), session.csrf().getBytes(StandardCharsets.UTF_8));
  }

  /** The filter's own view of the request is a wrapper that does not show the form. */
  private static @Nullable String formField() {
    ResteasyReactiveRequestContext context = CurrentRequestManager.get();
    if (context == null || context.getFormData() == null) {
      return null;
    }
    return context.getFormParameter(Sessions.CSRF_FIELD, true, false) instanceof String field
        ? field
        : null;
  }

  private static Response notSignedIn(ContainerRequestContext request, boolean page) {
    if (!page || !SAFE.contains(request.getMethod())) {
      throw new ProblemFound(HttpProblem.of(401, "not-signed-in"));
    }
    String wanted = request.getUriInfo().getRequestUri().getRawPath();
    String query = request.getUriInfo().getRequestUri().getRawQuery();
    String back =
        URLEncoder.encode(query == null ? wanted : wanted + "?" + query, StandardCharsets.UTF_8);
    return Response.seeOther(
            URI.create(wanted.equals("/") ? LOGIN_PAGE : LOGIN_PAGE + "?to=" + back))
        .build();
  }

  private static Response mustChange(boolean page) {
    if (!page) {
      throw new ProblemFound(HttpProblem.of(403, "must-change-password"));
    }
    return Response.seeOther(URI.create(PASSWORD_PAGE)).build();
  }
}
