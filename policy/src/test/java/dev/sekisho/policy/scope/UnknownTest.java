package dev.sekisho.policy.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a scope answers before everything is known stays its answer, whatever the rest turns out to
 * be: an early yes or no is never taken back.
 */
class UnknownTest {
  private static final List<String> FAMILIES = List.of("container", "image", "kubernetes");

  @Test
  void anEarlyAnswerIsNeverTakenBack() {
    Random random = new Random(30);
    RandomScopes generator = new RandomScopes(random);
    int answeredEarly = 0;
    int open = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = generator.truth(random.nextInt(4));
      Scope scope =
          switch (Scope.compile(text)) {
            case Scope.Compiled.Good good -> good.scope();
            case Scope.Compiled.Bad bad -> throw new AssertionError(text + ": " + bad.error());
          };
      int first = random.nextInt(3);
      Set<String> unknown =
          Set.of(FAMILIES.get(first), FAMILIES.get((first + 1 + random.nextInt(2)) % 3));
      Workload early = completed(random, unknown);
      Truth answer = scope.test(early);
      boolean depends =
          scope.attributes().stream().anyMatch(each -> unknown.contains(each.family().text()));
      if (answer == Truth.UNKNOWN) {
        open++;
        continue;
      }
      answeredEarly += depends ? 1 : 0;
      for (int completion = 0; completion < 8; completion++) {
        Workload later = laterOf(early, completed(random, Set.of()), unknown);
        assertEquals(answer, scope.test(later), text + "\nearly " + early + "\nlater " + later);
      }
    }
    assertTrue(answeredEarly > 1000 && open > 1000, answeredEarly + " early, " + open + " open");
  }

  private static Workload completed(Random random, Set<String> unknown) {
    Map<String, String> labels =
        random.nextBoolean() ? Map.of() : Map.of("team", random.nextBoolean() ? "a" : "prod");
    Workload made =
        SampleWorkloads.of(random.nextBoolean() ? "shop/web" : "日本/web", labels, unknown);
    return new Workload(
        made.id(),
        made.host(),
        random.nextInt(4) == 0 ? Optional.empty() : made.container(),
        random.nextInt(4) == 0 ? Optional.empty() : made.image(),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new Workload.Kubernetes(random.nextBoolean() ? "prod" : "a", "p", "", labels)),
        Optional.empty(),
        unknown);
  }

  /** The early workload with what was not known taken from another. */
  private static Workload laterOf(Workload early, Workload other, Set<String> unknown) {
    return new Workload(
        early.id(),
        early.host(),
        unknown.contains("container") ? other.container() : early.container(),
        unknown.contains("image") ? other.image() : early.image(),
        unknown.contains("kubernetes") ? other.kubernetes() : early.kubernetes(),
        early.marathon(),
        Set.of());
  }
}
