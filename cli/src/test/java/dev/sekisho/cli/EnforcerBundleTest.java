package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The real enforcer and bundles that it must not believe. */
@Tag("root")
@ExtendWith(SharedManager.class)
class EnforcerBundleTest {
  private final RealManager manager;

  @TempDir private Path directory;

  EnforcerBundleTest(RealManager manager) {
    this.manager = manager;
  }

  private void apply(String name) throws Exception {
    Path file = directory.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: %s}
        scope: container.name == "nobody"
        mode: audit
        controls:
          executableBlocklist: {names: [wget]}
        """
            .formatted(name));
    assertThat(manager.run("policy", "apply", file.toString()).code()).isZero();
  }

  private static AgentApi.SignedBundle held(RealEnforcer enforcer) throws Exception {
    return Json.read(
        Files.readAllBytes(enforcer.data().resolve("policies/bundle.json")),
        AgentApi.SignedBundle.class);
  }

  private static long revision(AgentApi.SignedBundle bundle) throws Exception {
    return Json.read(bundle.payload(), AgentApi.Bundle.class).revision();
  }

  /** As held, with another revision put in after it was signed. */
  private static AgentApi.SignedBundle altered(AgentApi.SignedBundle genuine) throws Exception {
    AgentApi.Bundle bundle = Json.read(genuine.payload(), AgentApi.Bundle.class);
    return new AgentApi.SignedBundle(
        genuine.keyId(),
        Json.bytes(
            new AgentApi.Bundle(
                bundle.revision() + 1, bundle.audience(), bundle.issuedAt(), List.of())),
        genuine.signature());
  }

  @Test
  void badSignaturesAndOlderRevisionsAreRefusedToldAndChangeNothing() throws Exception {
    Path machine = RealEnforcer.machine(directory.resolve("steadfast"), manager.token(Map.of()));
    AgentApi.SignedBundle older;
    AgentApi.SignedBundle newer;
    try (RealEnforcer enforcer = RealEnforcer.start(machine, manager.agents())) {
      enforcer.awaitWords("received: ");
      older = held(enforcer);
      apply("steadfast");
      RealManager.until("the new policies are there", () -> !isHeld(enforcer, older));
      newer = held(enforcer);
    }
    assertThat(revision(newer)).isGreaterThan(revision(older));
    AgentApi.SignedBundle stranger =
        new AgentApi.SignedBundle("nobody", newer.payload(), newer.signature());
    try (ImpostorManager impostor =
            ImpostorManager.start(manager, List.of(altered(newer), older, stranger));
        RealEnforcer enforcer = RealEnforcer.start(machine, impostor.address())) {
      enforcer.awaitWords("policies refused (bad-signature)");
      enforcer.awaitWords("policies refused (older)");
      enforcer.awaitWords("policies refused (unknown-key)");
      assertThat(enforcer.said()).contains("the last good ones stay in force");
      assertThat(isHeld(enforcer, newer)).isTrue();
    }
    try (RealEnforcer enforcer = RealEnforcer.start(machine, manager.agents())) {
      enforcer.awaitWords("started: policies of revision " + revision(newer));
      RealManager.until("all three are told", () -> doubts().size() == 3);
      assertThat(doubts()).containsExactlyInAnyOrder("bad-signature", "older", "unknown-key");
    }
  }

  private static boolean isHeld(RealEnforcer enforcer, AgentApi.SignedBundle bundle) {
    try {
      return Arrays.equals(held(enforcer).payload(), bundle.payload());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<String> doubts() {
    return manager.events(Map.of("q", "bundle-refused", "host", "steadfast")).stream()
        .map(event -> event.findValue("doubt"))
        .map(JsonNode::asText)
        .toList();
  }
}
