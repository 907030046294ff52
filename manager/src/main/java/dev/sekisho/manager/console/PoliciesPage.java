package dev.sekisho.manager.console;

import dev.sekisho.manager.console.HistoryView.RevisionRow;
import dev.sekisho.manager.console.PolicyView.PolicyAction;
import dev.sekisho.manager.store.PolicyRevision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts the pages of policies together.
 *
 * @param reader who reads
 * @param situation policies and the workloads that they speak of
 */
record PoliciesPage(Reader reader, Situation situation) {
  PoliciesView list() {
    List<StoredPolicy> policies =
        situation.policies().stream()
            .filter(p -> p.kind() == StoredPolicy.Kind.POLICY && p.enabled())
            .toList();
    Markup lede =
        situation.policies().isEmpty()
            ? reader.rich("policies.lede-none")
            : reader.rich(
                "policies.lede",
                policies.size(),
                policies.stream().filter(p -> p.mode() == Mode.ENFORCE).count(),
                policies.stream().filter(p -> p.mode() == Mode.AUDIT).count());
    RecentCounts counts = new RecentCounts(situation.newest());
    return new PoliciesView(lede, situation.policies().stream().map(p -> row(p, counts)).toList());
  }

  private PoliciesView.Row row(StoredPolicy stored, RecentCounts counts) {
    Parsed parsed = parsed(stored);
    Optional<Policy> policy = parsed.policies().stream().findFirst();
    boolean exception = stored.kind() == StoredPolicy.Kind.EXCEPTION;
    String controls =
        policy.stream()
            .flatMap(p -> p.controls().stream())
            .map(setting -> reader.control(setting.control().name()))
            .collect(Collectors.joining(reader.say("list.separator")));
    return new PoliciesView.Row(
        Address.policy(stored.name()),
        stored.name(),
        stored.description(),
        stored.enabled(),
        exception,
        stored.mode(),
        note(stored, policy),
        controls,
        policy.map(p -> (long) check(stored).matching(List.of(p)).size()).orElse(0L),
        counts.ofPolicy(stored.name(), Outcome.BLOCKED),
        counts.ofPolicy(stored.name(), Outcome.WOULD),
        stored.updatedAt(),
        stored.revision(),
        stored.author(),
        policy.isEmpty() && !exception);
  }

  private String note(StoredPolicy stored, Optional<Policy> policy) {
    if (policy.isEmpty()) {
      return stored.kind() == StoredPolicy.Kind.EXCEPTION ? "" : reader.say("policies.unreadable");
    }
    Optional<Instant> enforces = policy.get().enforceAfter().map(stored.activatedAt()::plus);
    return enforces
        .filter(at -> stored.mode() == Mode.AUDIT && at.isAfter(reader.now()))
        .map(at -> reader.say("policies.enforces-at", reader.clock().dayText(at)))
        .orElse("");
  }

  PolicyView one(StoredPolicy stored, String yaml, String problem) {
    PolicyCheck check = check(stored);
    List<Policy> policies = parsed(stored).policies();
    List<Protection> matching = check.matching(policies);
    Optional<Markup> refused = refusal(stored);
    return new PolicyView(
        false,
        Address.policy(stored.name()),
        stored.name(),
        reader.rich(
            "policy.lede",
            stored.description(),
            stored.revision(),
            stored.author(),
            matching.size()),
        stored.revision(),
        yaml,
        !reader.may("CHANGE_POLICIES"),
        Address.policy(stored.name()),
        Address.policy(stored.name()) + "/check",
        actions(stored, refused.isPresent()),
        refused.orElse(Markup.text("")),
        problem,
        check.of(yaml));
  }

  PolicyView unsaved(String yaml, String problem) {
    return new PolicyView(
        true,
        "/policies/new",
        reader.say("policy.title-new"),
        reader.rich("policy.lede-new"),
        0,
        yaml,
        false,
        "/policies/new",
        "/policies/check",
        List.of(),
        Markup.text(""),
        problem,
        new PolicyCheck(reader, "policy.yaml", "", situation).of(yaml));
  }

  PolicyCheck check(StoredPolicy stored) {
    return new PolicyCheck(reader, stored.name() + ".yaml", stored.yaml(), situation);
  }

  /** A first policy to begin from: in Audit, for every workload. */
  String template() {
    return """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: my-policy, description: %s}
        scope: container.name.startsWith("shop-")
        mode: audit
        controls:
          executableBlocklist: {names: [wget, nc]}
          driftPrevention: {executables: true}
          forkGuard: {maxProcesses: 100}
        """
        .formatted(reader.say("template.description"));
  }

  private List<PolicyAction> actions(StoredPolicy stored, boolean enforceRefused) {
    String address = Address.policy(stored.name()) + "/change?to=";
    List<PolicyAction> actions = new ArrayList<>();
    if (stored.kind() == StoredPolicy.Kind.POLICY && stored.enabled()) {
      if (stored.mode() == Mode.AUDIT) {
        actions.add(
            new PolicyAction("policy.to-enforce", address + "enforce", false, enforceRefused));
      } else {
        actions.add(new PolicyAction("policy.to-audit", address + "audit", true, false));
      }
      actions.add(new PolicyAction("policy.disable", address + "disable", true, false));
    } else if (stored.kind() == StoredPolicy.Kind.POLICY) {
      actions.add(new PolicyAction("policy.enable", address + "enable", false, false));
    }
    actions.add(new PolicyAction("policy.delete", address + "delete", true, false));
    return actions;
  }

  /**
   * Why Enforce is refused: a control of the policy that no workload can hold although there are
   * some. Where a part of them can, the page says which cannot.
   */
  Optional<Markup> refusal(StoredPolicy stored) {
    if (stored.mode() != Mode.AUDIT) {
      return Optional.empty();
    }
    List<Policy> policies = parsed(stored).policies();
    List<Protection> matching = check(stored).matching(policies);
    return policies.stream()
        .flatMap(policy -> policy.controls().stream())
        .filter(setting -> setting.mode().isEmpty())
        .map(setting -> setting.control().name())
        .filter(
            control -> !matching.isEmpty() && matching.stream().allMatch(p -> cannot(p, control)))
        .findFirst()
        .map(
            control ->
                reader.rich(
                    "policy.refused",
                    reader.control(control),
                    matching.size(),
                    why(matching, control)));
  }

  private static boolean cannot(Protection protection, String control) {
    return protection.assurance(control).stream().anyMatch(a -> a.level() == Level.NOT_POSSIBLE);
  }

  private Markup why(List<Protection> matching, String control) {
    return matching.stream()
        .flatMap(p -> p.assurance(control).stream())
        .flatMap((Assurance a) -> a.why().stream())
        .findFirst()
        .map(reader::phrase)
        .orElse(Markup.text(""));
  }

  HistoryView history(String name, List<PolicyRevision> newestFirst, int shown, boolean live) {
    int at = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      if (newestFirst.get(i).revision() == shown) {
        at = i;
      }
    }
    PolicyRevision revision = newestFirst.get(at);
    Optional<PolicyRevision> before =
        at + 1 < newestFirst.size() ? Optional.of(newestFirst.get(at + 1)) : Optional.empty();
    String address = Address.policy(name);
    boolean mayReturn =
        at > 0 && !revision.yaml().isEmpty() && live && reader.may("CHANGE_POLICIES");
    return new HistoryView(
        name,
        address,
        reader.rich(
            "history.lede", revision.revision(), revision.author(), reader.day(revision.at())),
        revision.revision(),
        mayReturn ? address + "/change?to=rollback&revision=" + revision.revision() : "",
        before
            .map(b -> reader.say("history.difference-of", revision.revision(), b.revision()))
            .orElseGet(() -> reader.say("history.difference-first", revision.revision())),
        Difference.between(before.map(PolicyRevision::yaml).orElse(""), revision.yaml()),
        newestFirst.stream()
            .map(
                each ->
                    new RevisionRow(
                        each.revision(),
                        address + "/history?revision=" + each.revision(),
                        reader.say(
                            "history."
                                + each.change().name().toLowerCase(Locale.ROOT).replace('_', '-')),
                        each.author(),
                        each.at(),
                        each.revision() == revision.revision()))
            .toList());
  }

  static Parsed parsed(StoredPolicy stored) {
    return PolicyText.parseLeniently(stored.name() + ".yaml", stored.yaml());
  }
}
