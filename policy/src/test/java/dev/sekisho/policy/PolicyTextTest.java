package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyTextTest {
  private static final String GOOD =
      """
      apiVersion: sekisho.dev/v1
      kind: Policy
      metadata: {name: shop}
      scope: image.repository == "shop/web"
      mode: enforce
      controls:
        executableBlocklist: {names: [wget]}
      """;

  @Test
  void aGoodPolicyHasNothingToSay() {
    Parsed parsed = PolicyText.parse("p.yaml", GOOD);
    assertEquals(List.of(), parsed.diagnostics());
    assertEquals("shop", parsed.policies().getFirst().name());
  }

  @Test
  void theStarterPolicyIsGoodAndStopsNothing() throws IOException {
    try (InputStream in = PolicyText.class.getResourceAsStream("starter-audit.yaml")) {
      String yaml = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Parsed parsed = PolicyText.parse("starter-audit.yaml", yaml);
      assertEquals(List.of(), parsed.diagnostics());
      Policy policy = parsed.policies().getFirst();
      assertEquals(dev.sekisho.model.Mode.AUDIT, policy.mode());
      assertTrue(policy.enforceAfter().isEmpty());
      assertTrue(policy.controls().stream().allMatch(setting -> setting.mode().isEmpty()));
    }
  }

  @Test
  void aMisspeltControlIsNamedWithItsPlaceAndTheNearestOne() {
    String yaml = GOOD.replace("executableBlocklist: {names: [wget]}", "driftPrevension: {}");
    assertEquals(
        List.of("7:3 unknown-key-near [driftPrevension, controls, driftPrevention]"), of(yaml));
    Diagnostic only = PolicyText.parse("p.yaml", yaml).diagnostics().getFirst();
    assertEquals(
        "p.yaml:7:3: unknown key \"driftPrevension\" in controls. Did you mean driftPrevention?",
        only.problem(Messages.of(PolicyText.class, Locale.ENGLISH)).what());
  }

  @Test
  void eachMistakeHasItsPlace() {
    assertEquals(
        List.of("5:1 unknown-key-near [mod, document, mode]"), of(GOOD.replace("mode:", "mod:")));
    assertEquals(
        List.of("6:1 duplicate-key [mode, 5]"),
        of(GOOD.replace("mode: enforce\n", "mode: enforce\nmode: audit\n")));
    assertEquals(
        List.of("5:7 unknown-word [mode, block, audit, enforce]"),
        of(GOOD.replace("enforce", "block")));
    assertEquals(
        List.of("7:32 empty-list [names]"), of(GOOD.replace("[wget]", "[]")).subList(0, 1));
    assertEquals(List.of("7:32 wrong-type-list [names]"), of(GOOD.replace("[wget]", "wget")));
    assertEquals(
        List.of("4:8 scope-unknown-attribute [image.repositry, image.repository]"),
        of(GOOD.replace("image.repository", "image.repositry")));
    assertEquals(List.of("4:28 scope-type [string, int]"), of(GOOD.replace("\"shop/web\"", "7")));
  }

  @Test
  void aMistakeInAFoldedScopeIsFoundInItsOwnLine() {
    String yaml =
        GOOD.replace(
            "scope: image.repository == \"shop/web\"",
            "scope: >-\n  image.repository == \"shop/web\"\n  && image.tga == \"1\"");
    assertEquals(List.of("6:6 scope-unknown-attribute [image.tga, image.tag]"), of(yaml));
  }

  @Test
  void oneBadDocumentLeavesTheOthers() {
    Parsed parsed =
        PolicyText.parse(
            "p.yaml",
            GOOD
                + "---\n"
                + GOOD.replace("name: shop", "name: Shop")
                + "---\n"
                + GOOD.replace("name: shop", "name: third"));
    assertEquals(List.of("shop", "third"), parsed.policies().stream().map(Policy::name).toList());
    assertTrue(parsed.hasErrors());
  }

  @Test
  void whatCouldBlowUpIsRefused() {
    assertEquals("yaml-too-large", first(GOOD + "#".repeat(PolicyText.MAXIMUM_BYTES)));
    assertEquals("yaml-too-large", first("#" + "関".repeat(400_000)));
    assertEquals("yaml-alias", first("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"));
    assertEquals("yaml-too-deep", first("a: " + "[".repeat(100_000)));
    assertEquals("yaml-syntax", first("a: [\n"));
    assertEquals("yaml-syntax", first("a: \u0001"));
    assertEquals("no-document", first(""));
    assertEquals("no-document", first("---\n---\n"));
    assertEquals("document-not-a-map", first("- a\n"));
    assertEquals("key-not-text", first("[a]: b\n"));
  }

  @Test
  void noTextMakesTheReaderThrow() {
    Random random = new Random(7);
    String alphabet = "{}[]:,-&*!|>'\"%@`#?\n\t \\\u0000\uD800é関axwget0";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(GOOD);
      for (int change = 0; change < 1 + random.nextInt(4); change++) {
        int at = random.nextInt(Math.max(1, text.length()));
        if (text.isEmpty()) {
          continue;
        }
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> text.setLength(Math.max(1, at));
        }
      }
      for (Parsed parsed :
          List.of(
              PolicyText.parse("f", text.toString()),
              PolicyText.parseLeniently("f", text.toString()))) {
        assertTrue(
            !parsed.policies().isEmpty()
                || !parsed.diagnostics().isEmpty()
                || !parsed.unknownControls().isEmpty(),
            text.toString());
      }
    }
  }

  @Test
  void aNewerPolicyIsRefusedByCheckAndPartlyHeldByAnEnforcer() {
    String yaml = GOOD + "  ipReputation: {lists: [bundled]}\n";
    assertTrue(PolicyText.parse("p", yaml).hasErrors());
    Parsed lenient = PolicyText.parseLeniently("p", yaml);
    assertFalse(lenient.hasErrors(), lenient.diagnostics().toString());
    assertEquals(1, lenient.policies().getFirst().controls().size());
    assertEquals(List.of(new UnknownControl("shop", "ipReputation")), lenient.unknownControls());
  }

  @Test
  void anExceptionWithAKeyThatIsNotUnderstoodIsLeftOut() {
    String yaml =
        """
        apiVersion: sekisho.dev/v1
        kind: Exception
        metadata: {name: e}
        control: driftPrevention
        author: a
        reason: r
        expires: 2099-01-01
        """;
    assertEquals(1, PolicyText.parseLeniently("e", yaml).exceptions().size());
    assertEquals(0, PolicyText.parseLeniently("e", yaml + "onlyFor: x\n").exceptions().size());
  }

  private static List<String> of(String yaml) {
    return PolicyText.parse("p.yaml", yaml).diagnostics().stream()
        .map(d -> d.line() + ":" + d.column() + " " + d.id() + " " + d.values())
        .toList();
  }

  private static String first(String yaml) {
    return PolicyText.parse("p.yaml", yaml).diagnostics().getFirst().id();
  }
}
