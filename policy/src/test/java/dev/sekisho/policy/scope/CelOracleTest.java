package dev.sekisho.policy.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sekisho.model.Workload;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Our evaluator against dev.cel. Where all attributes of a scope are there, both must agree: true,
 * false, and an error there is unknown here. What absent and unknown come to is our own rule, and
 * has its own test.
 */
class CelOracleTest {
  @Test
  void bothEvaluatorsAgreeOnGeneratedScopes() throws CelValidationException {
    Random random = new Random(14);
    RandomScopes generator = new RandomScopes(random);
    CelCompiler compiler = compiler();
    CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();
    Map<Truth, Integer> reached = new EnumMap<>(Truth.class);
    for (int i = 0; i < 3000; i++) {
      String text = generator.truth(random.nextInt(4));
      Scope scope = compiled(text);
      CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
      for (int w = 0; w < 3; w++) {
        Workload workload = complete(random);
        Truth oracle = evaluate(runtime, tree, workload);
        if (text.contains("\"none\"")) {
          continue; // a missing key is an error in CEL and absent here
        }
        assertEquals(oracle, scope.test(workload), text + "\n" + workload);
        reached.merge(oracle, 1, Integer::sum);
      }
    }
    assertEquals(3, reached.size(), "every truth value must be reached: " + reached);
    assertTrue(reached.values().stream().allMatch(n -> n > 30), reached.toString());
  }

  private static Workload complete(Random random) {
    Map<String, String> labels = Map.of("team", random.nextBoolean() ? "a" : "prod");
    Workload made =
        SampleWorkloads.of(random.nextBoolean() ? "shop/web" : "日本/web", labels, Set.of());
    return new Workload(
        made.id(),
        made.host(),
        made.container(),
        made.image(),
        java.util.Optional.of(
            new Workload.Kubernetes(random.nextBoolean() ? "prod" : "a", "p", "d", labels)),
        made.marathon(),
        Set.of());
  }

  private static Truth evaluate(CelRuntime runtime, CelAbstractSyntaxTree tree, Workload workload) {
    Map<String, Object> values = new HashMap<>();
    for (Attribute attribute : Attribute.values()) {
      Object value = attribute.value(workload);
      if (!(value instanceof Missing)) {
        values.put(attribute.text(), value);
      }
    }
    try {
      return (Boolean) runtime.createProgram(tree).eval(values) ? Truth.TRUE : Truth.FALSE;
    } catch (CelEvaluationException error) {
      return Truth.UNKNOWN;
    }
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    for (Attribute attribute : Attribute.values()) {
      builder.addVar(
          attribute.text(),
          switch (attribute.type()) {
            case Type.Text t -> SimpleType.STRING;
            case Type.ListOf l -> ListType.create(SimpleType.STRING);
            case Type.MapTo m -> MapType.create(SimpleType.STRING, SimpleType.STRING);
            case Type.Bool b -> SimpleType.BOOL;
            case Type.Int n -> SimpleType.INT;
            case Type.Any a -> SimpleType.DYN;
          });
    }
    return builder.build();
  }

  private static Scope compiled(String text) {
    return switch (Scope.compile(text)) {
      case Scope.Compiled.Good good -> good.scope();
      case Scope.Compiled.Bad bad -> throw new AssertionError(text + ": " + bad.error());
    };
  }
}
