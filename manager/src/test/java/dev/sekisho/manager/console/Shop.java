package dev.sekisho.manager.console;

import dev.sekisho.manager.agents.HostReports;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.Author;
import dev.sekisho.manager.store.EventIntake;
import dev.sekisho.manager.store.KnownHost;
import dev.sekisho.manager.store.Policies;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Host;
import dev.sekisho.wire.AgentApi.EnrolmentRequest;
import dev.sekisho.wire.AgentApi.HostReport;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Puts the scene into a running manager, by the ways by which hosts put things into it. */
@Singleton
public class Shop {
  private static final String BASELINE =
      """
      apiVersion: sekisho.dev/v1
      kind: Policy
      metadata: {name: baseline, description: For every container of the shop}
      scope: container.name != "cms-preview"
      mode: audit
      controls:
        executableBlocklist: {names: [wget, nc]}
        driftPrevention: {executables: true}
        forkGuard: {maxProcesses: 100}
      """;

  private final Database database;
  private final EnrolmentTokens tokens;
  private final HostIdentities identities;
  private final HostReports reports;
  private final EventIntake intake;
  private final Policies policies;
  private final Clock clock;
  private final List<KnownHost> hosts = new ArrayList<>();
  private final List<Decision> sent = new ArrayList<>();
  private final Map<String, Long> sequences = new HashMap<>();

  Shop(
      Database database,
      EnrolmentTokens tokens,
      HostIdentities identities,
      HostReports reports,
      EventIntake intake,
      Policies policies,
      Clock clock) {
    this.database = database;
    this.tokens = tokens;
    this.identities = identities;
    this.reports = reports;
    this.intake = intake;
    this.policies = policies;
    this.clock = clock;
  }

  /** Enrols two hosts, which report their workloads and what happened in them. */
  Scene open() {
    Scene before = Scene.FIXED;
    KnownHost web = enrol(before.web);
    KnownHost batch = enrol(before.batch);
    hosts.add(web);
    hosts.add(batch);
    Scene scene = new Scene(clock.instant(), web.id(), batch.id());
    policies.apply("baseline.yaml", BASELINE, Author.MANAGER, false);
    report(scene, web, scene.web);
    report(scene, batch, scene.batch);
    scene.decisions().stream()
        .sorted(Comparator.comparingLong(StoredDecision::id))
        .forEach(stored -> send(stored.decision()));
    return scene;
  }

  /** The decision that arrived last. */
  Decision newest() {
    return sent.getLast();
  }

  /** A decision arrives, with the next number of its host. */
  Decision send(Decision decision) {
    KnownHost host =
        hosts.stream().filter(h -> h.id().equals(decision.key().host())).findFirst().orElseThrow();
    Decision numbered =
        new Decision(
            new Decision.Key(host.id(), 1, sequences.merge(host.id(), 1L, Long::sum)),
            decision.workload(),
            decision.event(),
            decision.verdict(),
            decision.action(),
            decision.mechanism(),
            decision.revision());
    intake.submit(host, 1, List.of(numbered)).join();
    sent.add(numbered);
    return numbered;
  }

  private void report(Scene scene, KnownHost known, Host host) {
    Instant now = clock.instant();
    HostReport sample =
        scene
            .hostState(
                host,
                dev.sekisho.manager.store.HostState.Status.CONNECTED,
                known.equals(hosts.getLast()) ? 312 : 0)
            .report()
            .orElseThrow();
    List<WorkloadReport> workloads =
        scene.protections().stream()
            .map(protection -> protection.state().report())
            .filter(report -> report.workload().host().id().equals(known.id()))
            .toList();
    reports.store(
        known,
        new HostReport(
            now,
            sample.startedAt(),
            sample.version(),
            host,
            sample.revision(),
            sample.controls(),
            sample.mechanisms(),
            workloads,
            sample.spool(),
            sample.lost(),
            sample.gaps()));
  }

  private KnownHost enrol(Host host) {
    EnrolmentTokens.Made token =
        tokens.create(
            new EnrolmentTokens.Grant(
                host.logicalName(), host.group(), host.labels(), Duration.ofHours(1), false),
            Actor.MANAGER);
    Host enrolled =
        identities
            .enrol(
                new EnrolmentRequest(
                    token.text(), certificateRequest(), host, "machine-" + host.name(), "0.1.0"),
                "127.0.0.1")
            .host();
    return database
        .transaction(connection -> KnownHost.find(connection, enrolled.id()))
        .orElseThrow();
  }

  private static String certificateRequest() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      StringWriter text = new StringWriter();
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(
            new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=host"), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
      }
      return text.toString();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
