package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Principal;
import dev.sekisho.manager.problem.HttpProblem;
import dev.sekisho.manager.problem.ProblemFound;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.SettingsStore;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One request for a page: who reads it and how. */
@RequestScoped
public class Visit {
  static final String LANGUAGE = "language";
  static final String THEME = "theme";
  static final String ZONE = "zone";

  /** Written by the browser itself, which alone knows it. */
  private static final String BROWSER_ZONE = "browser-zone";

  private final RoutingContext routing;
  private final Caller caller;
  private final SettingsStore settings;
  private final SituationSource source;
  private final Clock clock;
  private Optional<Reader> reader = Optional.empty();

  Visit(
      RoutingContext routing,
      Caller caller,
      SettingsStore settings,
      SituationSource source,
      Clock clock) {
    this.routing = routing;
    this.caller = caller;
    this.settings = settings;
    this.source = source;
    this.clock = clock;
  }

  /** Who reads; one for the whole request, so that one moment is now. */
  Reader reader() {
    if (reader.isEmpty()) {
      reader = Optional.of(read(zone()));
    }
    return reader.get();
  }

  /** The same without the store, for when it does not answer. */
  Reader readerWithoutStore() {
    return reader.orElseGet(() -> read(browserZone()));
  }

  Principal principal() {
    return caller.principal();
  }

  /** Where the request came from. */
  String address() {
    return caller.address();
  }

  /** The zone that the reader chose here, empty for the browser's. */
  String chosenZone() {
    return zone(cookie(ZONE)).map(ZoneId::getId).orElse("");
  }

  Frame frame(String here) {
    Situation situation = source.now();
    Map<String, Long> counts = new HashMap<>();
    counts.put("workloads", (long) situation.protections().size());
    counts.put("hosts", (long) situation.hosts().size());
    counts.put("policies", (long) situation.policies().size());
    String query = routing.request().query();
    String address = routing.request().path() + (query == null ? "" : "?" + query);
    boolean get = routing.request().method().name().equals("GET");
    return new Frame(get ? address : "/", Frame.navigation(here, counts), List.of());
  }

  /** Leads the browser on after a form. */
  static Response to(String address) {
    return Response.seeOther(URI.create(address)).build();
  }

  static ProblemFound notFound(String what) {
    return new ProblemFound(HttpProblem.of(404, "not-found", what));
  }

  /** Why a change was refused, in the reader's words. */
  static String why(Reader reader, ChangeRefused refused) {
    return reader.say(
        "refused." + refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Inert.line(refused.subject()));
  }

  static Optional<ZoneId> zone(String name) {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(name));
    } catch (DateTimeException notAZone) {
      return Optional.empty();
    }
  }

  private Reader read(ZoneId zone) {
    Optional<Principal> principal = caller.maybe();
    String accept = routing.request().getHeader("Accept-Language");
    return new Reader(
        Language.of(cookie(LANGUAGE))
            .orElseGet(() -> Language.accepted(accept == null ? "" : accept)),
        zone,
        Theme.of(cookie(THEME)),
        clock.instant(),
        principal.map(Principal::name).orElse(""),
        principal.map(Principal::permissions).orElse(Set.of()),
        principal.flatMap(Principal::session).map(session -> session.csrf()).orElse(""));
  }

  private ZoneId zone() {
    Optional<ZoneId> forAll =
        caller.maybe().isPresent() ? zone(settings.current().timeZone()) : Optional.empty();
    return zone(cookie(ZONE)).or(() -> forAll).orElseGet(this::browserZone);
  }

  private ZoneId browserZone() {
    return zone(cookie(BROWSER_ZONE)).orElse(ZoneOffset.UTC);
  }

  private String cookie(String name) {
    Cookie cookie = routing.request().getCookie(name);
    if (cookie == null || cookie.getValue().length() > 100) {
      return "";
    }
    try {
      return URLDecoder.decode(cookie.getValue(), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return "";
    }
  }
}
