package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.problem.HttpProblem.DiagnosticText;
import dev.sekisho.manager.problem.Languages;
import dev.sekisho.manager.store.AppliedPolicy;
import dev.sekisho.manager.store.ChangeRefused;
import dev.sekisho.manager.store.ChangeRefused.Reason;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.PolicyRevision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.manager.store.WorkloadState;
import dev.sekisho.manager.store.Workloads;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyText;
import dev.sekisho.policy.scope.Truth;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Policies and exceptions. */
@Path("/api/v1/policies")
@Tag(name = "policies")
public class PoliciesResource {
  private static final String YAML = "application/yaml";
  private static final String JSON = "application/json";
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"(\\d{1,9})\"");

  private final Policies policies;
  private final Workloads workloads;
  private final Caller caller;

  PoliciesResource(Policies policies, Workloads workloads, Caller caller) {
    this.policies = policies;
    this.workloads = workloads;
    this.caller = caller;
  }

  @GET
  @Produces(JSON)
  @Needs(Permission.READ)
  @Operation(summary = "All policies and exceptions, by name")
  public Listing<StoredPolicy> list() {
    return new Listing<>(policies.list());
  }

  @POST
  @Consumes({YAML, "text/plain"})
  @Produces(JSON)
  @Needs(Permission.CHANGE_POLICIES)
  @Operation(
      summary = "Apply each document of a text, all or nothing",
      description = "With dryRun=true it says what would be done.")
  public Listing<AppliedPolicy> apply(
      String yaml, @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
    return new Listing<>(policies.apply("policy.yaml", yaml, caller.principal().author(), dryRun));
  }

  @POST
  @Path("check")
  @Consumes({YAML, "text/plain"})
  @Produces(JSON)
  @Needs(Permission.READ)
  @Operation(summary = "What a text means: its problems, and the workloads that it speaks of now")
  public Check check(String yaml, @Nullable @HeaderParam("Accept-Language") String language) {
    Locale locale = Languages.of(language);
    Parsed parsed = PolicyText.parse("policy.yaml", yaml);
    List<Matching> matching =
        workloads.list().stream()
            .filter(w -> parsed.policies().stream().anyMatch(p -> speaksOf(p, w)))
            .map(Matching::of)
            .toList();
    return new Check(
        !parsed.hasErrors(),
        parsed.diagnostics().stream().map(d -> DiagnosticText.of(d, locale)).toList(),
        matching);
  }

  private static boolean speaksOf(Policy policy, WorkloadState state) {
    Workload workload = state.report().workload();
    boolean meant = policy.scope().map(s -> s.test(workload) != Truth.FALSE).orElse(true);
    boolean excepted = policy.except().map(e -> e.test(workload) == Truth.TRUE).orElse(false);
    return meant && !excepted;
  }

  /**
   * What a text means.
   *
   * @param valid whether it would be stored
   * @param diagnostics errors and warnings
   * @param workloads of which it speaks now, unknown scopes included
   */
  public record Check(boolean valid, List<DiagnosticText> diagnostics, List<Matching> workloads) {}

  /** A workload of which a policy speaks. */
  public record Matching(String host, String hostName, String id, String name) {
    static Matching of(WorkloadState state) {
      Workload workload = state.report().workload();
      return new Matching(workload.host().id(), state.hostName(), workload.id(), workload.name());
    }
  }

  @GET
  @Path("{name}")
  @Produces({JSON, YAML})
  @Needs(Permission.READ)
  @Operation(summary = "One policy, as JSON or as the YAML that was written")
  public Response one(@PathParam("name") String name, HttpHeaders request) {
    StoredPolicy policy =
        policies.one(name).orElseThrow(() -> new ChangeRefused(Reason.NOT_FOUND, name));
    boolean yaml =
        request.getAcceptableMediaTypes().stream()
            .findFirst()
            .map(type -> type.getSubtype().equals("yaml"))
            .orElse(false);
    return tagged(policy.revision())
        .type(yaml ? YAML : JSON)
        .entity(yaml ? policy.yaml() : policy)
        .build();
  }

  @PUT
  @Path("{name}")
  @Consumes({YAML, "text/plain"})
  @Produces(JSON)
  @Needs(Permission.CHANGE_POLICIES)
  @Operation(
      summary = "Store one policy",
      description =
          "If-Match with the ETag that was read, or If-None-Match: *, refuses to overwrite.")
  public Response put(
      @PathParam("name") String name,
      String yaml,
      @Nullable @HeaderParam("If-Match") String match,
      @Nullable @HeaderParam("If-None-Match") String noneMatch) {
    AppliedPolicy applied =
        policies.put(name, yaml, expected(match, noneMatch), caller.principal().author());
    return tagged(applied.revision()).entity(applied).build();
  }

  @DELETE
  @Path("{name}")
  @Produces(JSON)
  @Needs(Permission.CHANGE_POLICIES)
  @Operation(summary = "Delete one policy; it lowers protection, and its history stays")
  public AppliedPolicy delete(
      @PathParam("name") String name, @Nullable @HeaderParam("If-Match") String match) {
    return policies.delete(name, expected(match, null), caller.principal().author());
  }

  @GET
  @Path("{name}/history")
  @Produces(JSON)
  @Needs(Permission.READ)
  @Operation(summary = "All revisions, newest first")
  public Listing<PolicyRevision> history(@PathParam("name") String name) {
    List<PolicyRevision> history = policies.history(name);
    if (history.isEmpty()) {
      throw new ChangeRefused(Reason.NOT_FOUND, name);
    }
    return new Listing<>(history);
  }

  @GET
  @Path("{name}/history/{revision}")
  @Produces(JSON)
  @Needs(Permission.READ)
  @Operation(summary = "One revision")
  public PolicyRevision revision(
      @PathParam("name") String name, @PathParam("revision") int revision) {
    return policies
        .revision(name, revision)
        .orElseThrow(() -> new ChangeRefused(Reason.NOT_FOUND, name + " revision " + revision));
  }

  @POST
  @Path("{name}/rollback")
  @Produces(JSON)
  @Needs(Permission.CHANGE_POLICIES)
  @Operation(summary = "Make an older revision the newest")
  public AppliedPolicy rollback(@PathParam("name") String name, @QueryParam("to") int to) {
    return policies.rollback(name, to, caller.principal().author());
  }

  private static Response.ResponseBuilder tagged(int revision) {
    return Response.ok().tag(new EntityTag(Integer.toString(revision)));
  }

  private static Optional<Integer> expected(@Nullable String match, @Nullable String noneMatch) {
    if (noneMatch != null && noneMatch.strip().equals("*")) {
      return Optional.of(0);
    }
    if (match == null || match.strip().equals("*")) {
      return Optional.empty();
    }
    Matcher matcher = TAG.matcher(match.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("If-Match: expected an ETag such as \"3\"");
    }
    return Optional.of(Integer.parseInt(matcher.group(1)));
  }
}
