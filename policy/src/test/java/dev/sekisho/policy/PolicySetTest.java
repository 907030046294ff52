package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.scope.SampleWorkloads;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicySetTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Workload SHOP =
      SampleWorkloads.of("shop/web", Map.of("team", "a"), Set.of());

  @Test
  void enforceAfterTurnsAuditIntoEnforceAtItsInstant() {
    PolicySet set = set(policy("p", "mode: audit\nenforceAfter: 14d"));
    Instant due = START.plus(Duration.ofDays(14));
    assertEquals(Optional.of(due), set.nextChange(START));
    assertEquals(Mode.AUDIT, mode(set, due.minusSeconds(1)));
    assertEquals(Mode.ENFORCE, mode(set, due));
    assertEquals(Optional.empty(), set.nextChange(due));
  }

  @Test
  void aClockSetBackReturnsNothingToAudit() {
    PolicySet set = set(policy("p", "mode: audit\nenforceAfter: 14d"));
    LatestInstant latest = new LatestInstant(START.plus(Duration.ofDays(15)));
    assertEquals(Mode.ENFORCE, mode(set, latest.advance(START).at()));
  }

  @Test
  void anUnknownScopeAppliesAsAuditWhereOpenAndAsWrittenWhereClosed() {
    Workload unknown = SampleWorkloads.of("shop/web", Map.of(), Set.of("kubernetes"));
    String scope = "scope: kubernetes.namespace == \"prod\"\nmode: enforce\n";
    assertEquals(
        Mode.AUDIT, set(policy("p", scope)).effective(unknown, START).decide(wget()).mode());
    EffectivePolicy closed = set(policy("p", scope + "failMode: closed")).effective(unknown, START);
    assertEquals(Mode.ENFORCE, closed.decide(wget()).mode());
    assertEquals(FailMode.CLOSED, closed.failMode(ExecutableBlocklist.class));
    assertTrue(closed.clauses().getFirst().uncertain());
    assertEquals(List.of(), set(policy("p", scope)).effective(SHOP, START).clauses());
  }

  @Test
  void anUnknownExceptExemptsNothingAndATrueOneDoes() {
    PolicySet set = set(policy("p", "except: container.labels.team == \"a\"\nmode: enforce"));
    assertEquals(Mode.NONE, set.effective(SHOP, START).decide(wget()).mode());
    Workload unknown = SampleWorkloads.of("shop/web", Map.of(), Set.of("container"));
    assertEquals(Mode.ENFORCE, set.effective(unknown, START).decide(wget()).mode());
  }

  @Test
  void anExceptionLowersToAuditIsNamedAndExpires() {
    PolicySet set = set(policy("p", "mode: enforce"), exception("element: wget\n"));
    Verdict lowered = set.effective(SHOP, START).decide(wget());
    assertEquals(Mode.AUDIT, lowered.mode());
    assertEquals("e", lowered.reasons().getFirst().exception());
    assertEquals(Mode.ENFORCE, lowered.reasons().getFirst().mode());
    Instant expiry = Instant.parse("2026-02-01T00:00:00Z");
    assertEquals(Optional.of(expiry), set.nextChange(START));
    assertEquals(Mode.ENFORCE, set.effective(SHOP, expiry).decide(wget()).mode());
  }

  @Test
  void anExceptionMustCoverAllThatMatched() {
    PolicySet set =
        set(
            policy("p", "mode: enforce").replace("[wget]", "[wget, nc]"),
            exception("element: wget\n"));
    Event both = started("/usr/bin/wget", "nc");
    assertEquals(Mode.ENFORCE, set.effective(SHOP, START).decide(both).mode());
  }

  @Test
  void anExceptionWhoseScopeIsUnknownLowersNothing() {
    PolicySet set =
        set(
            policy("p", "mode: enforce"),
            exception("scope: kubernetes.namespace == \"x\" || kubernetes.pod != \"x\"\n"));
    Workload unknown = SampleWorkloads.of("shop/web", Map.of(), Set.of("kubernetes"));
    assertEquals(Mode.ENFORCE, set.effective(unknown, START).decide(wget()).mode());
  }

  @Test
  void aLiveEditReachesARunningWorkloadAndAnAtStartEditDoesNot() {
    EffectivePolicy running =
        set(policy("live", "mode: audit"), policy("start", "mode: audit\napplyChanges: atStart"))
            .effective(SHOP, START);
    EffectivePolicy changed =
        set(
                policy("live", "mode: enforce"),
                policy("start", "mode: enforce\napplyChanges: atStart"),
                policy("new", "mode: enforce\napplyChanges: atStart"))
            .effective(SHOP, START);
    EffectivePolicy held = running.changedTo(changed);
    assertEquals(
        List.of("live ENFORCE", "start AUDIT"),
        held.clauses().stream().map(c -> c.policy() + " " + c.mode()).toList());
    assertEquals(List.of("live", "start"), held.policies());
  }

  @Test
  void atStartSettlesAClauseThatWasUncertainAtTheStart() {
    PolicySet set =
        set(
            policy(
                "late",
                "scope: image.tag == \"1\"\nmode: enforce\nfailMode: open\napplyChanges: atStart"));
    Workload early =
        new Workload(
            SHOP.id(),
            SHOP.host(),
            SHOP.container(),
            SHOP.image(),
            SHOP.kubernetes(),
            SHOP.marathon(),
            Set.of("image"));
    EffectivePolicy atStart = set.effective(early, START);
    assertEquals(Mode.AUDIT, atStart.decide(wget()).mode());
    EffectivePolicy settled = atStart.changedTo(set.effective(SHOP, START));
    assertEquals(Mode.ENFORCE, settled.decide(wget()).mode());
    assertEquals(
        Mode.ENFORCE,
        settled
            .changedTo(
                set(policy("late", "mode: audit\napplyChanges: atStart")).effective(SHOP, START))
            .decide(wget())
            .mode());
  }

  @Test
  void aDisabledPolicySaysNothingAndABrokenDocumentLeavesTheOthers() {
    PolicySet set =
        set(policy("off", "enabled: false\nmode: enforce"), "a: [", policy("p", "mode: audit"));
    assertEquals(List.of("p"), set.effective(SHOP, START).policies());
    assertEquals("yaml-syntax", set.problems().getFirst().id());
  }

  @Test
  void anExplanationNamesThePartThatWasFalse() {
    PolicySet set = set(policy("p", "scope: image.tag == \"1\" && container.labels.team == \"b\""));
    Explanation explanation = Explanation.of(set, SHOP, Optional.of(wget()), START);
    Explanation.PolicyAnswer answer = explanation.policies().getFirst();
    assertEquals(Explanation.Answer.DOES_NOT_MATCH, answer.answer());
    assertEquals(1, answer.deciding().size());
    assertEquals("container.labels.team == \"b\"", answer.deciding().getFirst().text());
    assertEquals(
        Map.of("container.labels[\"team\"]", Optional.of("a")),
        answer.deciding().getFirst().values());
    assertEquals(Optional.of(Verdict.NONE), explanation.verdict());
  }

  private static Mode mode(PolicySet set, Instant now) {
    return set.effective(SHOP, now).decide(wget()).mode();
  }

  private static Event wget() {
    return started("/usr/bin/wget");
  }

  private static Event started(String path, String... called) {
    return new Event.ProcessStarted(
        START,
        new Actor(7, 1, 0, "root", 0, "sh", List.of()),
        new Executable(path, Set.of(called), false, Executable.Origin.IMAGE, 1, 2),
        List.of(path),
        false,
        Optional.empty());
  }

  private static PolicySet set(String... yaml) {
    return PolicySet.of(
        1, Arrays.stream(yaml).map(each -> new PolicyDocument("d", 1, each, START)).toList());
  }

  private static String policy(String name, String settings) {
    return """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: %s}
        %s
        controls:
          executableBlocklist: {names: [wget]}
        """
        .formatted(name, settings.strip());
  }

  private static String exception(String more) {
    return """
        apiVersion: sekisho.dev/v1
        kind: Exception
        metadata: {name: e}
        control: executableBlocklist
        author: alice
        reason: measured
        expires: 2026-02-01
        """
        + more;
  }
}
