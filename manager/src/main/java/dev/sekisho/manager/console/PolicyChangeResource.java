package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.console.PolicyChangePage.Kind;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.Author;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.PolicyRejected;
import dev.sekisho.manager.store.PolicyRevision;
import dev.sekisho.manager.store.StoredPolicy;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of a policy beside editing its text; each shows its effect before it is made. */
@Path("/policies/{name}/change")
@Needs(Permission.CHANGE_POLICIES)
public class PolicyChangeResource {
  private final Pages pages;
  private final Visit visit;
  private final SituationSource source;
  private final Policies policies;
  private final AuditLog auditLog;

  PolicyChangeResource(
      Pages pages, Visit visit, SituationSource source, Policies policies, AuditLog auditLog) {
    this.pages = pages;
    this.visit = visit;
    this.source = source;
    this.policies = policies;
    this.auditLog = auditLog;
  }

  @GET
  public Response ask(
      @PathParam("name") String name,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("revision") @DefaultValue("0") int revision) {
    return page(find(name), kind(to), revision, "", "");
  }

  @POST
  public Response change(
      @PathParam("name") String name,
      @QueryParam("to") @DefaultValue("") String to,
      @QueryParam("revision") @DefaultValue("0") int rollbackTo,
      @FormParam("revision") @DefaultValue("0") int expected,
      @FormParam("yaml") @DefaultValue("") String typed,
      @FormParam("reason") @DefaultValue("") String reason) {
    StoredPolicy stored = find(name);
    Kind kind = kind(to);
    String yaml = PoliciesResource.unixLines(typed);
    PolicyChangePage change = new PolicyChangePage(visit.reader(), source.now(), stored);
    if (kind == Kind.ENFORCE
        && new PoliciesPage(visit.reader(), source.now()).refusal(stored).isPresent()) {
      return page(stored, kind, rollbackTo, yaml, visit.reader().say("refused.enforce"));
    }
    try {
      carryOut(
          kind,
          stored,
          expected,
          rollbackTo,
          kind == Kind.SAVE ? yaml : change.text(kind).orElse(""));
    } catch (PolicyRejected rejected) {
      return page(stored, kind, rollbackTo, yaml, visit.reader().say("policy.rejected"));
    } catch (ChangeRefused refused) {
      return page(stored, kind, rollbackTo, yaml, Visit.why(visit.reader(), refused));
    }
    if (!reason.isBlank()) {
      auditLog.append(
          visit.principal().actor(), "policy.reason", name, Map.of("reason", reason.strip()));
    }
    source.changed();
    return Visit.to(kind == Kind.DELETE ? "/policies" : Address.policy(name));
  }

  private void carryOut(Kind kind, StoredPolicy stored, int expected, int rollbackTo, String yaml) {
    Author author = visit.principal().author();
    switch (kind) {
      case DELETE -> policies.delete(stored.name(), Optional.of(expected), author);
      case ROLLBACK -> policies.rollback(stored.name(), rollbackTo, author);
      case ENFORCE, AUDIT, DISABLE, ENABLE, SAVE ->
          policies.put(stored.name(), yaml, Optional.of(expected), author);
    }
  }

  private Response page(
      StoredPolicy stored, Kind kind, int rollbackTo, String yaml, String problem) {
    PolicyChangePage change = new PolicyChangePage(visit.reader(), source.now(), stored);
    ChangeView view =
        switch (kind) {
          case ENFORCE, AUDIT, DISABLE, ENABLE, DELETE -> change.simple(kind, problem);
          case SAVE -> change.save(yaml, weaker(yaml), problem);
          case ROLLBACK -> {
            PolicyRevision to =
                policies
                    .revision(stored.name(), rollbackTo)
                    .orElseThrow(() -> Visit.notFound(stored.name() + " " + rollbackTo));
            yield change.rollback(to, weaker(to.yaml()), problem);
          }
        };
    return pages.page(visit, "policies", "policy-change", view);
  }

  private List<String> weaker(String yaml) {
    try {
      return policies
          .apply("policy.yaml", yaml, new Author(visit.principal().actor(), true), true)
          .stream()
          .flatMap(applied -> applied.weaker().stream())
          .distinct()
          .toList();
    } catch (PolicyRejected unreadable) {
      // What cannot be read cannot be saved either; the attempt says why.
      return List.of();
    }
  }

  private StoredPolicy find(String name) {
    return policies.one(name).orElseThrow(() -> Visit.notFound(name));
  }

  private static Kind kind(String name) {
    return Kind.of(name).orElseThrow(() -> Visit.notFound(name));
  }
}
