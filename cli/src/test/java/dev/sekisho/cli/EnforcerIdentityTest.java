package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The life of the real enforcer's identity at a real manager. */
@Tag("root")
@ExtendWith(SharedManager.class)
class EnforcerIdentityTest {
  /** The digest of no CA. */
  private static final String NOBODY = "0".repeat(64);

  private final RealManager manager;

  @TempDir private Path directory;

  EnforcerIdentityTest(RealManager manager) {
    this.manager = manager;
  }

  private String token() {
    return manager.token(Map.of("validFor", "PT10M"));
  }

  private RealEnforcer machine(String name, String token) {
    return RealEnforcer.start(
        RealEnforcer.machine(directory.resolve(name), token), manager.agents());
  }

  /** An enforcer that is enrolled and holds the manager's policies. */
  private RealEnforcer enrolled(String name) {
    RealEnforcer enforcer = machine(name, token());
    enforcer.awaitWords("this host is enrolled as");
    enforcer.awaitWords("received: ");
    return enforcer;
  }

  private static void assertRefusedAtTheStart(RealEnforcer enforcer, String... words) {
    enforcer.process().onExit().join();
    assertThat(enforcer.said()).contains(words).contains("fix: ", "see: docs/problems.md#");
    assertThat(enforcer.process().exitCode()).isEqualTo(Exit.INPUT.code);
  }

  @Test
  void aTokenThatIsWrongUsedOrExpiredEndsTheStartInWords() throws IOException {
    String used = token();
    try (RealEnforcer first = machine("first", used)) {
      first.awaitWords("this host is enrolled as");
    }
    try (RealEnforcer second = machine("second", used);
        RealEnforcer wrong = machine("wrong", used.replaceFirst("skt1\\.....", "skt1.AAAA"));
        RealEnforcer expired = machine("expired", manager.token(Map.of("validFor", "PT0.001S")));
        RealEnforcer cut = machine("cut", used.substring(0, 60));
        RealEnforcer astray = machine("astray", used.replaceFirst("[0-9a-f]{64}$", NOBODY))) {
      assertRefusedAtTheStart(second, "was used already", "#token-used");
      assertRefusedAtTheStart(wrong, "does not know this enrolment token", "#token-wrong");
      assertRefusedAtTheStart(expired, "has expired", "#token-expired");
      assertRefusedAtTheStart(cut, "holds no enrolment token", "#token-malformed");
      assertRefusedAtTheStart(astray, "is not the one that made", "#authority-mismatch");
    }
  }

  @Test
  void aCertificateIsRenewedBeforeItEndsAndThenATokenIsNotNeeded() throws IOException {
    try (RealEnforcer enforcer = enrolled("renewing")) {
      enforcer.stop();
      StoredIdentityFile identity = StoredIdentityFile.of(enforcer);
      identity.age(manager, "-20H", 1); // two thirds are over, and four hours are left
      String aged = identity.certificate();
      enforcer.startAgain();
      RealManager.until("it is renewed", () -> !identity.certificate().equals(aged));
      assertThat(identity.credentials().renewal()).isAfter(Instant.now());
      enforcer.stop();
      assertThat(enforcer.said()).doesNotContain("fix: enrol it again", "#certificate");
      RealManager.until("its last event came by the new one", () -> ends(identity.hostId()) == 2);
      RealEnforcer.giveToken(enforcer.directory(), token());
      enforcer.startAgain();
      enforcer.awaitWords("enrolled as " + identity.hostId() + ", and the manager knows it");
    }
  }

  /** How often this host told that its enforcer stopped. */
  private int ends(String host) {
    return manager.events(Map.of("q", "enforcer-stopped", "host", host)).size();
  }

  @Test
  void anExpiredCertificateIsRefusedInWordsAndANewTokenIsTheWayBack() throws IOException {
    try (RealEnforcer enforcer = enrolled("returning")) {
      enforcer.stop();
      StoredIdentityFile identity = StoredIdentityFile.of(enforcer);
      String before = identity.hostId();
      identity.age(manager, "-40d", 1);
      enforcer.startAgain();
      enforcer.awaitWords("#certificate-expired");
      assertThat(enforcer.said())
          .contains("The client certificate has expired.", "enrol it again with a token")
          .doesNotContain("policies of revision 0,"); // the last ones are in force all the same
      enforcer.stop();
      RealEnforcer.giveToken(enforcer.directory(), manager.token(Map.of("replaces", true)));
      enforcer.startAgain();
      enforcer.awaitWords("this host is enrolled as");
      enforcer.awaitWords("received: ");
      assertThat(identity.hostId()).isNotEqualTo(before);
      assertThat(status(before)).isEqualTo("REVOKED");
    }
  }

  private String status(String host) {
    return manager.client().fetch("hosts/" + host).path("status").asText();
  }

  @Test
  void aRevokedHostIsToldWhileItWaitsAndComesBackByANewToken() throws IOException {
    try (RealEnforcer enforcer = enrolled("revoked")) {
      StoredIdentityFile identity = StoredIdentityFile.of(enforcer);
      String before = identity.hostId();
      manager.client().send("POST", "hosts/" + before + "/revoke", Map.of(), Map.of());
      enforcer.awaitWords("#certificate-revoked");
      enforcer.stop();
      assertThat(ends(before)).isZero();

      RealEnforcer.giveToken(enforcer.directory(), "skt1." + "A".repeat(43) + authority());
      enforcer.startAgain();
      enforcer.awaitWords("#token-wrong");
      assertThat(enforcer.process().isAlive()).isTrue(); // it holds what it held
      enforcer.stop();

      RealEnforcer.giveToken(enforcer.directory(), token());
      enforcer.startAgain();
      enforcer.awaitWords("this host is enrolled as");
      enforcer.awaitWords("received: ");
      assertThat(identity.hostId()).isNotEqualTo(before);
      enforcer.stop();
      // What it saw while nobody would listen was kept, and arrives under its new name.
      RealManager.until("all three ends are there", () -> ends(identity.hostId()) == 3);
    }
  }

  private String authority() {
    return token().replaceFirst(".*(\\.[0-9a-f]{64})$", "$1");
  }

  @Test
  void aMachineThatIsEnrolledAlreadyIsRefusedAndACopiedIdentityIsFoundOut() throws IOException {
    try (RealEnforcer first = enrolled("original")) {
      Path twin = RealEnforcer.machine(directory.resolve("twin"), token());
      Files.copy(
          first.directory().resolve("root/etc/machine-id"),
          twin.resolve("root/etc/machine-id"),
          StandardCopyOption.REPLACE_EXISTING);
      try (RealEnforcer second = RealEnforcer.start(twin, manager.agents())) {
        assertRefusedAtTheStart(second, "Another machine", "#duplicate-identity");
        Files.createDirectories(second.data().resolve("identity"));
        Files.copy(
            first.data().resolve("identity/identity.json"),
            second.data().resolve("identity/identity.json"));
        second.startAgain();
        second.awaitWords("received: ");
        touchPolicies(); // hosts report at once when they have new ones
        first.awaitWords("#duplicate-identity");
      }
    }
  }

  private void touchPolicies() throws IOException {
    Path file = directory.resolve("touch.yaml");
    Files.writeString(
        file,
        """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: touch}
        scope: container.name == "nobody"
        mode: audit
        controls:
          executableBlocklist: {names: [wget]}
        """);
    assertThat(manager.run("policy", "apply", file.toString()).code()).isZero();
  }
}
