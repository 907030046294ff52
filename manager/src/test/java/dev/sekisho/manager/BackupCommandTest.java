package dev.sekisho.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.manager.agents.TestHost;
import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.DirectDatabase;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.identity.BundleSigner;
import dev.sekisho.manager.identity.CertificateAuthority;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.AuditLog;
import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.manager.store.SettingsStore;
import dev.sekisho.model.ProblemException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class BackupCommandTest {
  @Inject TestClient http;
  @Inject ManagerConfiguration configuration;
  @Inject Database running;
  @Inject EnrolmentTokens tokens;
  @Inject EventIntake intake;

  @Test
  void aRestoredManagerKnowsItsHostsEventsAndAuditLogAndNeverGoesBack() throws Exception {
    TestHost host = enrolled();
    KnownHost known =
        running.transaction(connection -> KnownHost.find(connection, host.id()).orElseThrow());
    intake
        .submit(
            known,
            1,
            List.of(
                Samples.recorded(
                    host.id(), 1, 1, Samples.workload(host.id(), "c1", "shop"), "tab\t\\N\n関所")))
        .join();
    Path elsewhere = Unprivileged.directory();
    Path file = elsewhere.resolve("backup.zip");
    try {
      BackupCommand.backup(configuration, file);
      assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
      ManagerConfiguration fresh = at(elsewhere.resolve("manager"));
      BackupCommand.restore(fresh, file);
      assertRestored(fresh, host);
      assertThatThrownBy(() -> BackupCommand.restore(fresh, file))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("in use");
    } finally {
      Unprivileged.delete(elsewhere);
    }
  }

  private TestHost enrolled() throws InterruptedException {
    http.ready();
    String token =
        tokens
            .create(
                new EnrolmentTokens.Grant("shop-1", "", Map.of(), Duration.ofMinutes(5), false),
                Actor.MANAGER)
            .text();
    return TestHost.enrol(http.agents(), token, UUID.randomUUID().toString());
  }

  private static void assertRestored(ManagerConfiguration fresh, TestHost host) throws Exception {
    Clock clock = Clock.systemUTC();
    try (DirectDatabase direct = DirectDatabase.open(fresh)) {
      Database database = direct.database();
      AuditLog auditLog = new AuditLog(database, clock);
      assertThat(auditLog.verify().brokenAt()).isEmpty();
      assertThat(auditLog.verify().entries()).isPositive();
      var page =
          new Events(database, clock)
              .page(EventFilter.ALL.withHost(host.id()), OptionalLong.empty(), 10);
      assertThat(page.items()).hasSize(1);
      assertThat(page.items().getFirst().decision())
          .extracting(d -> d.event().toString())
          .asString()
          .contains("tab\t\\N\n関所");
      assertThat(new BundleRevision(database, clock).current())
          .isGreaterThanOrEqualTo(clock.instant().getEpochSecond() - 600);
      HostIdentities identities = identities(fresh, database, auditLog, clock);
      assertThat(identities.authenticate(certificate(host)).id()).isEqualTo(host.id());
      // One that was issued after the backup is in no table, and its host is still known.
      database.transaction(connection -> Query.update(connection, "delete from certificates"));
      assertThat(identities.authenticate(certificate(host)).id()).isEqualTo(host.id());
    }
  }

  private static HostIdentities identities(
      ManagerConfiguration fresh, Database database, AuditLog auditLog, Clock clock)
      throws IOException {
    Path identity = Preparation.identityDirectory(fresh);
    CertificateAuthority authority = CertificateAuthority.open(identity, Optional.empty(), clock);
    return new HostIdentities(
        database,
        auditLog,
        authority,
        BundleSigner.open(identity),
        new EnrolmentTokens(database, auditLog, authority, clock),
        new SettingsStore(database, auditLog),
        clock);
  }

  private static X509Certificate certificate(TestHost host) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    host.identity().certificate().getBytes(StandardCharsets.US_ASCII)));
  }

  private ManagerConfiguration at(Path data) throws IOException {
    Files.createDirectories(data);
    return new ManagerConfiguration(
        data,
        configuration.console(),
        configuration.agents(),
        configuration.certificateNames(),
        Optional.empty(),
        Optional.empty(),
        configuration.commandPrefix());
  }

  @Test
  void whatIsNoBackupIsRefusedInWords() throws IOException {
    Path elsewhere = Unprivileged.directory();
    try {
      Path file = Files.writeString(elsewhere.resolve("x.zip"), "not a zip");
      ManagerConfiguration fresh = at(elsewhere.resolve("manager"));
      assertThatThrownBy(() -> BackupCommand.restore(fresh, file))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("x.zip");
    } finally {
      Unprivileged.delete(elsewhere);
    }
  }
}
