package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.WorkloadState;
import dev.sekisho.manager.store.Workloads;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Workloads. */
@Path("/api/v1/workloads")
@Produces(MediaType.APPLICATION_JSON)
@Needs(Permission.READ)
@Tag(name = "workloads")
public class WorkloadsResource {
  private final Workloads workloads;

  WorkloadsResource(Workloads workloads) {
    this.workloads = workloads;
  }

  @GET
  @Operation(summary = "All workloads, the weakest first")
  public Listing<WorkloadState> list() {
    return new Listing<>(workloads.list());
  }

  @GET
  @Path("{host}/{id}")
  @Operation(summary = "One workload")
  public WorkloadState one(@PathParam("host") String host, @PathParam("id") String id) {
    return workloads
        .one(host, id)
        .orElseThrow(() -> new ChangeRefused(ChangeRefused.Reason.NOT_FOUND, host + "/" + id));
  }
}
