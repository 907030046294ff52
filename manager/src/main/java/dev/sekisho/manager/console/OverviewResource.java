package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The pages over everything that runs. */
@Path("/")
public class OverviewResource {
  private final Pages pages;
  private final Visit visit;
  private final SituationSource source;

  OverviewResource(Pages pages, Visit visit, SituationSource source) {
    this.pages = pages;
    this.visit = visit;
    this.source = source;
  }

  @GET
  @Needs(Permission.READ)
  public Response overview(@QueryParam("period") @DefaultValue("24h") String wanted) {
    OverviewPage.Period period = OverviewPage.Period.of(wanted);
    Situation situation = source.now().since(period.since(visit.reader().now()));
    return pages.page(
        visit, "overview", "overview", new OverviewPage(visit.reader(), situation, period).view());
  }

  @GET
  @Path("workloads")
  @Needs(Permission.READ)
  public Response workloads(
      @QueryParam("q") @DefaultValue("") String text,
      @QueryParam("mode") @DefaultValue("") String mode,
      @QueryParam("level") @DefaultValue("") String level,
      @QueryParam("host") @DefaultValue("") String host) {
    return pages.page(
        visit,
        "workloads",
        "workloads",
        new WorkloadsPage(
                visit.reader(), source.now(), new WorkloadsPage.Conditions(text, mode, level, host))
            .view());
  }

  @GET
  @Path("workloads/{host}/{id}")
  @Needs(Permission.READ)
  public Response workload(
      @jakarta.ws.rs.PathParam("host") String host, @jakarta.ws.rs.PathParam("id") String id) {
    Situation situation = source.now();
    Optional<Protection> found =
        situation.protections().stream()
            .filter(p -> p.workload().host().id().equals(host) && p.workload().id().equals(id))
            .findFirst();
    Protection protection = found.orElseThrow(() -> Visit.notFound(id));
    return pages.page(
        visit,
        "workloads",
        "workload",
        new WorkloadPage(
                visit.reader(),
                protection,
                situation.policies(),
                new RecentCounts(situation.newest()))
            .view());
  }
}
