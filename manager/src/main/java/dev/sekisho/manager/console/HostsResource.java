package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.HostState;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of hosts. */
@Path("/hosts")
public class HostsResource {
  private static final List<Integer> VALID_MINUTES = List.of(60, 60 * 24, 60 * 24 * 7);

  private final Pages pages;
  private final Visit visit;
  private final SituationSource source;
  private final EnrolmentTokens tokens;
  private final HostIdentities identities;
  private final EnrolmentCommand command;

  HostsResource(
      Pages pages,
      Visit visit,
      SituationSource source,
      EnrolmentTokens tokens,
      HostIdentities identities,
      EnrolmentCommand command) {
    this.pages = pages;
    this.visit = visit;
    this.source = source;
    this.tokens = tokens;
    this.identities = identities;
    this.command = command;
  }

  @GET
  @Needs(Permission.READ)
  public Response list() {
    return pages.page(visit, "hosts", "hosts", page().list());
  }

  @GET
  @Path("{id}")
  @Needs(Permission.READ)
  public Response one(@PathParam("id") String id) {
    return pages.page(visit, "hosts", "host", page().one(find(id)));
  }

  @GET
  @Path("enrol")
  @Needs(Permission.CHANGE_HOSTS)
  public Response enrolForm() {
    return pages.page(visit, "hosts", "enrol", form("", "", "", ""));
  }

  @POST
  @Path("enrol")
  @Needs(Permission.CHANGE_HOSTS)
  public Response enrol(
      @FormParam("logicalName") @DefaultValue("") String logicalName,
      @FormParam("group") @DefaultValue("") String group,
      @FormParam("labels") @DefaultValue("") String labels,
      @FormParam("minutes") @DefaultValue("60") int minutes) {
    Optional<Map<String, String>> read = labels(labels);
    if (read.isEmpty()) {
      return pages.page(
          visit,
          "hosts",
          "enrol",
          form(visit.reader().say("enrol.bad-labels"), logicalName, group, labels));
    }
    Duration validFor =
        Duration.ofMinutes(VALID_MINUTES.contains(minutes) ? minutes : VALID_MINUTES.getFirst());
    EnrolmentTokens.Made made =
        tokens.create(
            new EnrolmentTokens.Grant(
                logicalName.strip(), group.strip(), read.get(), validFor, false),
            visit.principal().actor());
    EnrolView view =
        new EnrolView(
            command.of(made.text()),
            visit.reader().rich("enrol.expires", visit.reader().day(made.expiresAt())),
            "",
            logicalName,
            group,
            labels,
            List.of());
    return pages.page(visit, "hosts", "enrol", view);
  }

  @GET
  @Path("{id}/revoke")
  @Needs(Permission.WEAKEN)
  public Response askRevoke(@PathParam("id") String id) {
    return ask(id, "revoke", List.of("revoke.effect", "revoke.effect-guards"));
  }

  @POST
  @Path("{id}/revoke")
  @Needs(Permission.WEAKEN)
  public Response revoke(@PathParam("id") String id) {
    identities.revoke(id, visit.principal().actor());
    source.changed();
    return Visit.to(Address.host(id));
  }

  @GET
  @Path("{id}/delete")
  @Needs(Permission.WEAKEN)
  public Response askRemove(@PathParam("id") String id) {
    return ask(id, "remove", List.of("remove.effect"));
  }

  @POST
  @Path("{id}/delete")
  @Needs(Permission.WEAKEN)
  public Response remove(@PathParam("id") String id) {
    identities.remove(id, visit.principal().actor());
    source.changed();
    return Visit.to("/hosts");
  }

  private Response ask(String id, String what, List<String> effects) {
    HostState host = find(id);
    Reader reader = visit.reader();
    String name = Inert.line(host.host().logicalName());
    String end = what.equals("revoke") ? "/revoke" : "/delete";
    return pages.page(
        visit,
        "hosts",
        "confirm",
        new ConfirmView(
            reader.say(what + ".title", name),
            Address.host(id),
            name,
            effects.stream().map(key -> reader.rich(key)).toList(),
            Address.host(id) + end,
            what + ".button"));
  }

  private HostsPage page() {
    return new HostsPage(visit.reader(), source.now(), source.revision());
  }

  private HostState find(String id) {
    return source.now().hosts().stream()
        .filter(host -> host.host().id().equals(id))
        .findFirst()
        .orElseThrow(() -> Visit.notFound(id));
  }

  private EnrolView form(String problem, String logicalName, String group, String labels) {
    Clockface clock = visit.reader().clock();
    return new EnrolView(
        "",
        Markup.text(""),
        problem,
        logicalName,
        group,
        labels,
        VALID_MINUTES.stream()
            .map(
                minutes ->
                    new Choice(
                        "" + minutes,
                        clock.length(Duration.ofMinutes(minutes)),
                        minutes.equals(VALID_MINUTES.getFirst())))
            .toList());
  }

  /** {@code name=value, name=value}; empty where it has another form. */
  static Optional<Map<String, String>> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals <= 0 || part.substring(0, equals).isBlank()) {
        return Optional.empty();
      }
      labels.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    return Optional.of(labels);
  }
}
