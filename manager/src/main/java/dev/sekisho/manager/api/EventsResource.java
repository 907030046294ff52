package dev.sekisho.manager.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.EventPage;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Decision;
import dev.sekisho.wire.Json;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Events. */
@Path("/api/v1/events")
@Tag(name = "events")
public class EventsResource {
  private final Events events;
  private final EventStreams streams;
  private final Caller caller;

  EventsResource(Events events, EventStreams streams, Caller caller) {
    this.events = events;
    this.streams = streams;
    this.caller = caller;
  }

  /**
   * A page of events.
   *
   * @param items decisions, each with {@code id}, {@code receivedAt} and {@code hostName}
   * @param next the cursor of the next page; absent at the end
   * @param searchedBackTo how far back was looked
   * @param complete false where a search was cut short by time: go on with {@code next}
   */
  public record Page(
      List<ObjectNode> items, Optional<String> next, Instant searchedBackTo, boolean complete) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(Permission.READ)
  @Operation(summary = "Events, newest first")
  public Response page(
      @BeanParam EventParameters parameters,
      @QueryParam("limit") @DefaultValue("50") int limit,
      @Nullable @QueryParam("cursor") String cursor,
      UriInfo address) {
    EventPage page = events.page(parameters.filter(), cursor(cursor), limit);
    Optional<String> next =
        page.next().isPresent()
            ? Optional.of(Long.toString(page.next().getAsLong()))
            : Optional.empty();
    Response.ResponseBuilder response =
        Response.ok(
            new Page(
                page.items().stream().map(EventsResource::item).toList(),
                next,
                page.searchedBackTo(),
                page.complete()));
    next.ifPresent(
        id ->
            response.header(
                "Link",
                "<%s>; rel=\"next\""
                    .formatted(
                        address
                            .getRequestUriBuilder()
                            .replaceQueryParam("cursor", id)
                            .build()
                            .toASCIIString())));
    return response.build();
  }

  @GET
  @Path("{host}/{epoch}/{sequence}")
  @Produces(MediaType.APPLICATION_JSON)
  @Needs(Permission.READ)
  @Operation(summary = "One event")
  public ObjectNode one(
      @PathParam("host") String host,
      @PathParam("epoch") long epoch,
      @PathParam("sequence") long sequence) {
    return events
        .one(new Decision.Key(host, epoch, sequence))
        .map(EventsResource::item)
        .orElseThrow(
            () ->
                new ChangeRefused(
                    ChangeRefused.Reason.NOT_FOUND, host + "/" + epoch + "/" + sequence));
  }

  @GET
  @Path("stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Needs(Permission.READ)
  @Operation(summary = "Events as they are stored, by server-sent events; begins with the next one")
  public Multi<jakarta.ws.rs.sse.OutboundSseEvent> stream(
      @BeanParam EventParameters parameters, jakarta.ws.rs.sse.Sse sse) {
    return streams
        .follow(parameters.filter(), caller.cookie(), caller.address())
        .map(
            beat ->
                beat.event().isPresent()
                    ? sse.newEventBuilder()
                        .id(Long.toString(beat.event().get().id()))
                        .data(Json.text(item(beat.event().get())))
                        .build()
                    : sse.newEventBuilder().comment("still here").build());
  }

  private static OptionalLong cursor(@Nullable String cursor) {
    if (cursor == null || cursor.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!cursor.matches("\\d{1,19}")) {
      throw new IllegalArgumentException("cursor: expected the next of a page before");
    }
    return OptionalLong.of(Long.parseLong(cursor));
  }

  /** The decision's own members, and what the manager adds; the id is text: it passes 2^53. */
  static ObjectNode item(StoredDecision stored) {
    ObjectNode item = Json.mapper().valueToTree(stored.decision());
    item.put("id", Long.toString(stored.id()));
    item.put("receivedAt", stored.receivedAt().toString());
    item.put("hostName", stored.hostName());
    return item;
  }
}
