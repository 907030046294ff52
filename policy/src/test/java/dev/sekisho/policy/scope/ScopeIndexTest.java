package dev.sekisho.policy.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.model.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScopeIndexTest {
  @Test
  void theIndexLosesNoScopeThatIsTrueOrUnknown() {
    Random random = new Random(30);
    List<Optional<Scope>> scopes = new ArrayList<>();
    RandomScopes generator = new RandomScopes(random);
    for (int i = 0; i < 2000; i++) {
      scopes.add(Optional.of(compiled(generator.truth(random.nextInt(4)))));
    }
    scopes.add(Optional.empty());
    ScopeIndex index = new ScopeIndex(scopes);
    Map<Truth, Integer> reached = new EnumMap<>(Truth.class);
    int spared = 0;
    for (int i = 0; i < 200; i++) {
      Workload workload = SampleWorkloads.random(random);
      BitSet candidates = index.candidates(workload);
      for (int s = 0; s < scopes.size(); s++) {
        Truth truth = scopes.get(s).map(scope -> scope.test(workload)).orElse(Truth.TRUE);
        reached.merge(truth, 1, Integer::sum);
        spared += candidates.get(s) ? 0 : 1;
        if (truth != Truth.FALSE) {
          assertTrue(candidates.get(s), scopes.get(s) + " for " + workload);
        }
      }
    }
    assertEquals(3, reached.size(), "every truth value must be reached: " + reached);
    assertTrue(spared > 10_000, "the index must spare evaluations, spared " + spared);
  }

  @Test
  void aNeededLiteralSparesTheEvaluation() {
    ScopeIndex index =
        new ScopeIndex(
            List.of(
                Optional.of(compiled("image.repository == \"shop/web\"")),
                Optional.of(compiled("container.labels.team == \"a\" && image.tag != \"2\"")),
                Optional.of(compiled("image.repository in [\"x\", \"y\"]")),
                Optional.of(compiled("image.repository.startsWith(\"shop/\")")),
                Optional.of(compiled("image.repository != \"x\""))));
    BitSet found =
        index.candidates(SampleWorkloads.of("shop/web", Map.of("team", "b"), java.util.Set.of()));
    assertEquals("{0, 3, 4}", found.toString());
    assertEquals(1, index.notIndexed());
  }

  private static Scope compiled(String text) {
    return switch (Scope.compile(text)) {
      case Scope.Compiled.Good good -> good.scope();
      case Scope.Compiled.Bad bad -> throw new AssertionError(text + ": " + bad.error());
    };
  }
}
