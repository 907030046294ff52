package dev.sekisho.policy.scope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sekisho.model.Workload;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {
  /** Its namespace is not yet known; it has no Marathon application and one label. */
  private static final Workload STARTING =
      SampleWorkloads.of("shop/web", Map.of("team", "a"), Set.of("kubernetes"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "marathon.applicationId == \"x\"; FALSE",
        "marathon.applicationId != \"x\"; FALSE",
        "!(marathon.applicationId == \"x\"); TRUE",
        "container.labels[\"none\"] == \"\"; FALSE",
        "container.labels.none in [\"a\"]; FALSE",
        "has(container.labels.none); FALSE",
        "has(container.labels.team); TRUE",
        "kubernetes.namespace == \"prod\"; UNKNOWN",
        "!(kubernetes.namespace == \"prod\"); UNKNOWN",
        "has(kubernetes.labels.team); UNKNOWN",
        "kubernetes.namespace == \"prod\" || image.tag == \"1\"; TRUE",
        "kubernetes.namespace == \"prod\" || image.tag == \"2\"; UNKNOWN",
        "kubernetes.namespace == \"prod\" && image.tag == \"1\"; UNKNOWN",
        "kubernetes.namespace == \"prod\" && image.tag == \"2\"; FALSE",
        "1 / 0 == 1; UNKNOWN",
        "9223372036854775807 + 1 > 0; UNKNOWN",
        "host.addresses[7] == \"x\"; UNKNOWN",
        "1 / 0 == 1 || true; TRUE",
      })
  void absentComparesFalseAndNotYetKnownStaysUnknown(String text, Truth expected) {
    assertEquals(expected, compiled(text).test(STARTING), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5 == 1.5",
        "1u == 1u",
        "b\"a\" == b\"a\"",
        "null == null",
        "{\"a\": \"b\"} == container.labels",
        "timestamp(\"2026-01-01T00:00:00Z\") == timestamp(\"2026-01-01T00:00:00Z\")",
        "int(\"1\") == 1",
        "[1, \"a\"].size() == 2",
        "image.tag == 1",
        "image.tag",
        "image.tag.matches(image.name)",
        "image.tag.matches(\"(a{1000}){1000}\")",
        "image.tag == \"1\" &&",
        ""
      })
  void whatIsNotSupportedIsAnErrorAndNeverAnotherMeaning(String text) {
    assertInstanceOf(Scope.Compiled.Bad.class, Scope.compile(text), text);
  }

  @Test
  void depthAndLengthAreBounded() {
    for (String text :
        new String[] {
          "(".repeat(100_000) + "true", "!".repeat(100_000) + "true", "-".repeat(100_000) + "1 == 1"
        }) {
      assertInstanceOf(Scope.Compiled.Bad.class, Scope.compile(text));
    }
  }

  @Test
  void whatTakesTooLongIsUnknown() {
    String list = "[" + "\"aaaaaaaaaaaaaaaa\",".repeat(60) + "\"b\"]";
    String text =
        "%s.all(x, %s.all(y, %s.all(z, x != \"c\" && y != \"c\" && z != \"c\")))"
            .formatted(list, list, list);
    assertEquals(Truth.UNKNOWN, compiled(text).test(STARTING));
  }

  private static Scope compiled(String text) {
    return switch (Scope.compile(text)) {
      case Scope.Compiled.Good good -> good.scope();
      case Scope.Compiled.Bad bad -> throw new AssertionError(text + ": " + bad.error());
    };
  }
}
