package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.scope.SampleWorkloads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** decide(P ∪ Q, fact) = max(decide(P, fact), decide(Q, fact)), for each control. */
class MaximumLawTest {
  private static final Workload WORKLOAD = SampleWorkloads.of("shop/web", Map.of(), Set.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        AllowedRegistries.NAME,
        AllowedRuntimes.NAME,
        DriftPrevention.NAME,
        ExecutableBlocklist.NAME,
        ForkGuard.NAME,
        ImageConfigurationControl.NAME,
        LimitContainerPrivileges.NAME,
        LimitNewPrivileges.NAME,
        Malware.NAME,
        PreventOverrideDefaultConfiguration.NAME,
        Secrets.NAME,
        VolumesBlocklist.NAME,
        Vulnerabilities.NAME
      })
  void theStrictestOfTwoSetsWinsWhateverTheirOrder(String control) {
    Random random = new Random(37);
    RandomFacts facts = new RandomFacts(random);
    Messages messages = Messages.of(PolicyText.class, Locale.ENGLISH);
    Map<Mode, Integer> reached = new EnumMap<>(Mode.class);
    int joinedAbove = 0;
    for (int round = 0; round < 400; round++) {
      List<PolicyDocument> p = documents("p", control, facts, random);
      List<PolicyDocument> q = documents("q", control, facts, random);
      List<PolicyDocument> both = new ArrayList<>(p);
      both.addAll(q);
      EffectivePolicy left = effective(p);
      EffectivePolicy right = effective(q);
      EffectivePolicy union = effective(both);
      Collections.shuffle(both, random);
      EffectivePolicy shuffled = effective(both);
      both.addAll(p);
      EffectivePolicy repeated = effective(both);
      for (int i = 0; i < 50; i++) {
        Event fact = facts.event();
        Verdict verdict = union.decide(fact);
        assertEquals(left.decide(fact).mode().max(right.decide(fact).mode()), verdict.mode());
        Set<Verdict.Reason> reasons = new HashSet<>(left.decide(fact).reasons());
        reasons.addAll(right.decide(fact).reasons());
        assertEquals(reasons, new HashSet<>(verdict.reasons()));
        assertEquals(verdict, shuffled.decide(fact));
        assertEquals(verdict, repeated.decide(fact));
        reached.merge(verdict.mode(), 1, Integer::sum);
        joinedAbove += left.decide(fact).mode() != right.decide(fact).mode() ? 1 : 0;
        verdict.reasons().forEach(reason -> assertWorded(reason, messages));
      }
    }
    assertEquals(3, reached.size(), "every answer must be reached: " + reached);
    assertTrue(joinedAbove > 100, "the sets must differ in their answers: " + joinedAbove);
  }

  private static void assertWorded(Verdict.Reason reason, Messages messages) {
    assertTrue(messages.has(reason.fact().key()), reason.fact().key());
    for (Phrase pass : reason.wouldPass()) {
      assertTrue(messages.has(pass.key()), pass.key());
    }
  }

  private static List<PolicyDocument> documents(
      String prefix, String control, RandomFacts facts, Random random) {
    List<PolicyDocument> documents = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String name = prefix + i;
      String yaml =
          "apiVersion: sekisho.dev/v1\nkind: Policy\nmetadata: {name: %s}\nmode: %s\ncontrols:\n  %s: %s\n"
              .formatted(
                  name, facts.any(List.of("audit", "enforce")), control, facts.control(control));
      documents.add(new PolicyDocument(name, 1, yaml, Instant.EPOCH));
    }
    return documents;
  }

  private static EffectivePolicy effective(List<PolicyDocument> documents) {
    PolicySet set = PolicySet.of(1, documents);
    assertEquals(List.of(), set.problems());
    return set.effective(WORKLOAD, Instant.EPOCH);
  }
}
