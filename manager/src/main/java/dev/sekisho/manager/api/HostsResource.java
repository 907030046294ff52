package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.HostState;
import dev.sekisho.manager.store.Hosts;
import dev.sekisho.wire.AgentApi.HostReport;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Hosts. */
@Path("/api/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "hosts")
public class HostsResource {
  private final Hosts hosts;
  private final HostIdentities identities;
  private final Caller caller;

  HostsResource(Hosts hosts, HostIdentities identities, Caller caller) {
    this.hosts = hosts;
    this.identities = identities;
    this.caller = caller;
  }

  /**
   * A host.
   *
   * @param id its id
   * @param name the kernel's host name
   * @param logicalName the name given at enrolment
   * @param group the enforcer group
   * @param labels its labels
   * @param status whether it is heard
   * @param version version of its enforcer
   * @param enrolledAt when
   * @param enrolledBy who made the token
   * @param certificateEnds when its newest certificate ends
   * @param lastSeen when it last reported
   * @param workloads how many it reports
   * @param report its last report, without the workloads
   */
  public record HostItem(
      String id,
      String name,
      String logicalName,
      String group,
      Map<String, String> labels,
      HostState.Status status,
      String version,
      Instant enrolledAt,
      String enrolledBy,
      Optional<Instant> certificateEnds,
      Optional<Instant> lastSeen,
      int workloads,
      Optional<HostReport> report) {
    static HostItem of(HostState state) {
      return new HostItem(
          state.host().id(),
          state.host().name(),
          state.host().logicalName(),
          state.host().group(),
          state.host().labels(),
          state.status(),
          state.version(),
          state.enrolledAt(),
          state.enrolledBy(),
          state.certificateEnds(),
          state.seenAt(),
          state.workloads(),
          state.report());
    }
  }

  @GET
  @Needs(Permission.READ)
  @Operation(summary = "All hosts, those that need attention first")
  public Listing<HostItem> list() {
    return new Listing<>(hosts.list().stream().map(HostItem::of).toList());
  }

  @GET
  @Path("{id}")
  @Needs(Permission.READ)
  @Operation(summary = "One host")
  public HostItem one(@PathParam("id") String id) {
    return hosts
        .one(id)
        .map(HostItem::of)
        .orElseThrow(() -> new ChangeRefused(ChangeRefused.Reason.NOT_FOUND, id));
  }

  @POST
  @Path("{id}/revoke")
  @Needs(Permission.WEAKEN)
  @Operation(summary = "Take a host's identity away, at once")
  public void revoke(@PathParam("id") String id) {
    identities.revoke(id, caller.principal().actor());
  }

  @DELETE
  @Path("{id}")
  @Needs(Permission.WEAKEN)
  @Operation(summary = "Revoke a host and take it out of the list; its events stay")
  public void remove(@PathParam("id") String id) {
    identities.remove(id, caller.principal().actor());
  }
}
