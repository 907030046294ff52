package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Decision;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The pages of events. */
@Path("/events")
@Needs(Permission.READ)
public class EventsResource {
  private static final int TAIL = 50;

  private final Pages pages;
  private final Visit visit;
  private final SituationSource source;
  private final Events events;

  EventsResource(Pages pages, Visit visit, SituationSource source, Events events) {
    this.pages = pages;
    this.visit = visit;
    this.source = source;
    this.events = events;
  }

  @GET
  public Response list(
      @Context UriInfo uri, @QueryParam("before") @DefaultValue("") String before) {
    return pages.page(visit, "events", "events", page(uri).view(number(before), Optional.empty()));
  }

  /** How many events came after the newest that a list shows. */
  @GET
  @Path("new")
  public Response newer(@Context UriInfo uri, @QueryParam("after") @DefaultValue("") String after) {
    return pages.part(
        visit.reader(), "newbar", Map.of("fresh", page(uri).newer(number(after).orElse(0))));
  }

  @GET
  @Path("live")
  public Response live() {
    List<StoredDecision> newest =
        events.page(EventFilter.FLAGGED, OptionalLong.empty(), TAIL).items();
    return pages.page(visit, "events", "live", tail(newest, events.newest()));
  }

  /** Events after one, newest first, for the top of the live list. */
  @GET
  @Path("tail")
  public Response tail(@QueryParam("after") @DefaultValue("") String after) {
    long from = number(after).orElse(0);
    List<StoredDecision> newer = events.after(EventFilter.FLAGGED, from, TAIL);
    long newest = newer.isEmpty() ? from : newer.getLast().id();
    return pages.part(visit.reader(), "tail-rows", tail(newer.reversed(), newest));
  }

  /** One event: beside its list where the list asks for it, else on a page of its own. */
  @GET
  @Path("{host}/{epoch}/{sequence}")
  public Response one(
      @Context UriInfo uri,
      @PathParam("host") String host,
      @PathParam("epoch") long epoch,
      @PathParam("sequence") long sequence,
      @HeaderParam("HX-Target") @DefaultValue("") String target) {
    StoredDecision found =
        events
            .one(new Decision.Key(host, epoch, sequence))
            .orElseThrow(() -> Visit.notFound(host + "/" + epoch + "/" + sequence));
    if (target.equals("open")) {
      String back = Address.of("/events").with(page(uri).conditions()).text();
      return pages.part(
          visit.reader(), "event-open", Map.of("event", EventView.of(visit.reader(), found, back)));
    }
    return pages.page(
        visit, "events", "events", page(uri).view(OptionalLong.empty(), Optional.of(found)));
  }

  private EventsPage page(UriInfo uri) {
    Map<String, String> conditions = new LinkedHashMap<>();
    for (String name : EventsPage.PARAMETERS) {
      String value = uri.getQueryParameters().getFirst(name);
      if (value != null) {
        conditions.put(name, value);
      }
    }
    return new EventsPage(visit.reader(), events, source.now(), conditions);
  }

  private Map<String, Object> tail(List<StoredDecision> newestFirst, long after) {
    return Map.of(
        "rows",
        newestFirst.stream().map(s -> EventRow.of(visit.reader(), s, "", false)).toList(),
        "after",
        "" + after);
  }

  /** An event's number as it stands in an address; empty for whatever is none. */
  static OptionalLong number(String text) {
    try {
      return text.matches("\\d{1,19}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (NumberFormatException beyondLong) {
      return OptionalLong.empty();
    }
  }
}
