package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sekisho.policy.scope.Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/policy.md is made from the code: run with {@code -Dsekisho.docs.write=true} to rewrite. */
class ReferenceTest {
  private static final Path FILE = Path.of("../docs/policy.md");

  private final Messages messages = Messages.of(PolicyText.class, Locale.ENGLISH);
  private final StringBuilder page = new StringBuilder();

  @Test
  void theReferenceSaysWhatTheCodeDoes() throws IOException {
    String made = reference();
    if (Boolean.getBoolean("sekisho.docs.write")) {
      Files.writeString(FILE, made);
    }
    assertEquals(Files.readString(FILE), made, "rewrite with -Dsekisho.docs.write=true");
  }

  @Test
  void theExampleOfTheReferenceIsAGoodPolicy() {
    assertEquals(List.of(), PolicyText.parse("example", EXAMPLE).diagnostics());
  }

  private static final String EXAMPLE =
      """
      apiVersion: sekisho.dev/v1
      kind: Policy
      metadata: {name: shop-frontend, description: Internet-facing web tier}
      scope: image.repository.startsWith("shop/") && host.group == "production"
      mode: audit
      enforceAfter: 14d
      failMode: open
      applyChanges: live
      responses: [stop]
      controls:
        executableBlocklist: {names: [wget, nc], paths: ["/usr/bin/ncat"], mode: enforce}
        driftPrevention: {executables: true, allow: ["/var/lib/app/plugins/**"]}
        forkGuard: {maxProcesses: 100}
        limitContainerPrivileges: {privileged: true, hostNetwork: true, addedCapabilities: true}
        volumesBlocklist: {paths: [/etc, /var/run/docker.sock]}
        forensics: {processes: true}
      ---
      apiVersion: sekisho.dev/v1
      kind: Exception
      metadata: {name: shop-health-check}
      control: executableBlocklist
      element: wget
      scope: image.repository == "shop/web"
      author: alice
      reason: The health check calls wget until release 12
      expires: 2027-01-31
      """;

  private String reference() {
    line("# The policy language");
    line("");
    line("This page is made from the code. A text holds one or more documents.");
    line("");
    line("```yaml");
    page.append(EXAMPLE);
    line("```");
    line("");
    keys("Policy", PolicyReader.METADATA_KEYS, PolicyReader.POLICY_KEYS, "key.");
    keys("Exception", List.of(), PolicyReader.EXCEPTION_KEYS, "key.exception.");
    controls();
    scopes();
    meaning();
    return page.toString();
  }

  private void keys(String kind, List<String> metadata, List<String> keys, String prefix) {
    line("## kind: " + kind);
    line("");
    line("| key | meaning |");
    line("|---|---|");
    metadata.forEach(key -> row("metadata." + key, "key.metadata." + key));
    keys.forEach(key -> row(key, prefix + key));
    line("");
  }

  private void controls() {
    line("## Controls");
    for (String control : ControlReader.NAMES) {
      line("");
      line("### " + control);
      line("");
      line(messages.text("control." + control + ".about"));
      line("");
      line("Several policies: " + messages.text("control." + control + ".join"));
      line("");
      line("| key | meaning |");
      line("|---|---|");
      ControlReader.keys(control).forEach(key -> row(key, "control." + control + "." + key));
      row("mode", "setting.mode");
    }
    line("");
  }

  private void scopes() {
    line("## Scopes");
    line("");
    line("`scope` and `except` are conditions in a subset of CEL over these attributes.");
    line("");
    line("| attribute | type | meaning |");
    line("|---|---|---|");
    for (Attribute attribute : Attribute.values()) {
      line(
          "| `%s` | %s | %s |"
              .formatted(
                  attribute.text(),
                  attribute.typeText(),
                  messages.text("attribute." + attribute.text())));
    }
    line("");
    page.append(
        """
        Operators: `&&` `||` `!` `? :` `==` `!=` `<` `<=` `>` `>=` `in` `+` `-` `*` `/` `%`. Functions: `size`, `startsWith`, `endsWith`,
        `contains`, `matches` (RE2, the pattern in quotes), `has`, `all`, `exists`, `exists_one`, `filter`, `map`. Anything else is an error.

        An answer is true, false or unknown. What a workload does not have, a missing label included, compares false, with `!=` too; ask `has(...)` for labels.
        What is not known yet, and an error such as a division by zero, is unknown unless the rest decides. An unknown `scope` applies, as audit where
        `failMode` is `open`; an unknown `except` exempts nothing.

        """);
  }

  private void meaning() {
    page.append(
        """
        ## How policies add up

        Every enabled policy whose scope matches speaks, and the strictest answer wins: nothing, audit, enforce. Order, grouping and repetition
        never matter, and configurations are not merged. Exceptions come last: one lowers enforce to audit, is named in every decision that it touched, and must
        cover everything that matched. `enforceAfter` counts from the first activation; an edit does not move it and a clock set back does not undo it.
        """);
  }

  private void row(String key, String text) {
    line("| `" + key + "` | " + messages.text(text) + " |");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
