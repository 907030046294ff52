package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.store.AppliedPolicy;
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

/** The pages of policies: list, editor, history. */
@Path("/policies")
public class PoliciesResource {
  private final Pages pages;
  private final Visit visit;
  private final SituationSource source;
  private final Policies policies;

  PoliciesResource(Pages pages, Visit visit, SituationSource source, Policies policies) {
    this.pages = pages;
    this.visit = visit;
    this.source = source;
    this.policies = policies;
  }

  @GET
  @Needs(Permission.READ)
  public Response list() {
    return pages.page(visit, "policies", "policies", page().list());
  }

  @GET
  @Path("new")
  @Needs(Permission.CHANGE_POLICIES)
  public Response empty() {
    return editor(page().unsaved(page().template(), ""));
  }

  @POST
  @Path("new")
  @Needs(Permission.CHANGE_POLICIES)
  public Response create(
      @FormParam("yaml") @DefaultValue("") String typed,
      @FormParam("do") @DefaultValue("check") String what) {
    String yaml = unixLines(typed);
    if (!what.equals("save")) {
      return editor(page().unsaved(yaml, ""));
    }
    try {
      List<AppliedPolicy> dry =
          policies.apply("policy.yaml", yaml, visit.principal().author(), true);
      for (AppliedPolicy each : dry) {
        if (each.change() != PolicyRevision.Change.CREATED) {
          throw new ChangeRefused(ChangeRefused.Reason.EXISTS, each.name());
        }
      }
      List<AppliedPolicy> applied =
          policies.apply("policy.yaml", yaml, visit.principal().author(), false);
      source.changed();
      return Visit.to(Address.policy(applied.getFirst().name()));
    } catch (PolicyRejected rejected) {
      return editor(page().unsaved(yaml, visit.reader().say("policy.rejected")));
    } catch (ChangeRefused refused) {
      return editor(page().unsaved(yaml, Visit.why(visit.reader(), refused)));
    }
  }

  /** What a text that is being typed means, for a policy that is not stored yet. */
  @POST
  @Path("check")
  @Needs(Permission.READ)
  public Response check(@FormParam("yaml") @DefaultValue("") String typed) {
    PolicyCheck check = new PolicyCheck(visit.reader(), "policy.yaml", "", source.now());
    return pages.part(visit.reader(), "policy-check", Map.of("check", check.of(unixLines(typed))));
  }

  @GET
  @Path("{name}")
  @Needs(Permission.READ)
  public Response one(@PathParam("name") String name) {
    StoredPolicy stored = find(name);
    return editor(page().one(stored, stored.yaml(), ""));
  }

  /** What a text that is being typed means, compared with what is in force. */
  @POST
  @Path("{name}/check")
  @Needs(Permission.READ)
  public Response check(
      @PathParam("name") String name, @FormParam("yaml") @DefaultValue("") String typed) {
    PolicyCheck check = page().check(find(name));
    return pages.part(visit.reader(), "policy-check", Map.of("check", check.of(unixLines(typed))));
  }

  @POST
  @Path("{name}")
  @Needs(Permission.CHANGE_POLICIES)
  public Response save(
      @PathParam("name") String name,
      @FormParam("yaml") @DefaultValue("") String typed,
      @FormParam("revision") @DefaultValue("0") int revision,
      @FormParam("do") @DefaultValue("check") String what) {
    String yaml = unixLines(typed);
    StoredPolicy stored = find(name);
    if (!what.equals("save")) {
      return editor(page().one(stored, yaml, ""));
    }
    try {
      List<String> weaker = weaker(yaml);
      if (!weaker.isEmpty()) {
        return pages.page(
            visit,
            "policies",
            "policy-change",
            new PolicyChangePage(visit.reader(), source.now(), stored).save(yaml, weaker, ""));
      }
      policies.put(name, yaml, Optional.of(revision), visit.principal().author());
      source.changed();
      return Visit.to(Address.policy(name));
    } catch (PolicyRejected rejected) {
      return editor(page().one(stored, yaml, visit.reader().say("policy.rejected")));
    } catch (ChangeRefused refused) {
      return editor(page().one(stored, yaml, Visit.why(visit.reader(), refused)));
    }
  }

  @GET
  @Path("{name}/history")
  @Needs(Permission.READ)
  public Response history(
      @PathParam("name") String name, @QueryParam("revision") @DefaultValue("0") int revision) {
    List<PolicyRevision> all = policies.history(name);
    if (all.isEmpty()) {
      throw Visit.notFound(name);
    }
    List<PolicyRevision> newestFirst =
        all.stream()
            .sorted(java.util.Comparator.comparingInt(PolicyRevision::revision).reversed())
            .toList();
    return pages.page(
        visit,
        "policies",
        "history",
        page().history(name, newestFirst, revision, policies.one(name).isPresent()));
  }

  /** What of a text lowers protection, asked as someone who may do that. */
  private List<String> weaker(String yaml) {
    return policies
        .apply(
            "policy.yaml",
            yaml,
            new dev.sekisho.manager.store.Author(visit.principal().actor(), true),
            true)
        .stream()
        .flatMap(applied -> applied.weaker().stream())
        .distinct()
        .toList();
  }

  private PoliciesPage page() {
    return new PoliciesPage(visit.reader(), source.now());
  }

  private Response editor(PolicyView view) {
    return pages.page(visit, "policies", "policy", view);
  }

  private StoredPolicy find(String name) {
    return policies.one(name).orElseThrow(() -> Visit.notFound(name));
  }

  /** A form sends CR LF; a policy is kept with LF. */
  static String unixLines(String typed) {
    return typed.replace("\r\n", "\n").replace('\r', '\n');
  }
}
