package dev.sekisho.manager.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.manager.ManagerUnderTest;
import dev.sekisho.manager.MovableClock;
import dev.sekisho.manager.Samples;
import dev.sekisho.manager.TestClient;
import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.identity.BundleSigner;
import dev.sekisho.manager.identity.EnrolmentTokens;
import dev.sekisho.manager.identity.HostIdentities;
import dev.sekisho.manager.store.Actor;
import dev.sekisho.manager.store.BundleRevision;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.HostState;
import dev.sekisho.manager.store.Hosts;
import dev.sekisho.manager.store.Workloads;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Workload;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.AgentApi.RenewalRequest;
import dev.sekisho.wire.AgentClient;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.CertificateRequest;
import dev.sekisho.wire.Json;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ManagerUnderTest.class)
class AgentApiTest {
  @Inject TestClient http;
  @Inject EnrolmentTokens tokens;
  @Inject HostIdentities identities;
  @Inject Hosts hosts;
  @Inject Workloads workloads;
  @Inject Events events;
  @Inject BundleRevision revision;
  @Inject MovableClock clock;
  @Inject Database database;

  private String token(Duration validFor, boolean replaces) {
    http.ready();
    return tokens
        .create(
            new EnrolmentTokens.Grant("shop-1", "web", Map.of("tier", "1"), validFor, replaces),
            Actor.MANAGER)
        .text();
  }

  private TestHost enrolled() throws InterruptedException {
    return TestHost.enrol(
        http.agents(), token(Duration.ofMinutes(5), false), UUID.randomUUID().toString());
  }

  @Test
  void aHostEnrolsAndIsWhatItsTokenSays() throws InterruptedException {
    TestHost host = enrolled();
    assertThat(host.identity().host().logicalName()).isEqualTo("shop-1");
    assertThat(host.identity().host().group()).isEqualTo("web");
    assertThat(host.identity().host().labels()).containsExactly(Map.entry("tier", "1"));
    assertThat(hosts.one(host.id()).orElseThrow().status()).isEqualTo(HostState.Status.NEW);
  }

  @Test
  void aTokenIsGoodOnce() throws InterruptedException {
    String token = token(Duration.ofMinutes(5), false);
    TestHost.enrol(http.agents(), token, UUID.randomUUID().toString());
    assertThat(refusal(token, UUID.randomUUID().toString())).isEqualTo("token-used");
  }

  @Test
  void anEndedTokenIsRefused() {
    String token = token(Duration.ofMinutes(5), false);
    clock.ahead(
        Duration.ofMinutes(6),
        () -> assertThat(refusal(token, UUID.randomUUID().toString())).isEqualTo("token-expired"));
  }

  @Test
  void aTokenThatNobodyMadeIsRefused() {
    String token = token(Duration.ofMinutes(5), false).replaceFirst("skt1\\.....", "skt1.AAAA");
    assertThat(refusal(token, UUID.randomUUID().toString())).isEqualTo("token-wrong");
  }

  @Test
  void aSecondHostWithTheSameMachineIdIsRefusedAndTheTokenStaysGood() throws InterruptedException {
    String machine = UUID.randomUUID().toString();
    TestHost first = TestHost.enrol(http.agents(), token(Duration.ofMinutes(5), false), machine);
    String token = token(Duration.ofMinutes(5), false);
    assertThat(refusal(token, machine)).isEqualTo("duplicate-identity");
    identities.revoke(first.id(), Actor.MANAGER);
    assertThat(TestHost.enrol(http.agents(), token, machine).id()).isNotEqualTo(first.id());
  }

  @Test
  void aMachineThatCannotEvenRenewAnyMoreEnrolsAgainWithAnyToken() throws InterruptedException {
    String machine = UUID.randomUUID().toString();
    TestHost first = TestHost.enrol(http.agents(), token(Duration.ofMinutes(5), false), machine);
    clock.ahead(
        Duration.ofDays(30), // it could come back, with the certificate that ended a day ago
        () -> assertThat(refusal(token(Duration.ofMinutes(5), false), machine)).isNotEmpty());
    clock.ahead(
        Duration.ofDays(32),
        () -> {
          assertThat(refusal(token(Duration.ofMinutes(5), false), machine)).isEmpty();
          assertThat(refusalOfPolicies(first)).isEqualTo("certificate-revoked");
        });
  }

  @Test
  void aTokenThatReplacesRevokesTheHostBeforeIt() throws InterruptedException {
    String machine = UUID.randomUUID().toString();
    TestHost first = TestHost.enrol(http.agents(), token(Duration.ofMinutes(5), false), machine);
    TestHost.enrol(http.agents(), token(Duration.ofMinutes(5), true), machine);
    assertThat(refusalOfPolicies(first)).isEqualTo("certificate-revoked");
  }

  @Test
  void aRequestThatIsNoCertificateRequestIsRefused() {
    String body =
        Json.text(
            new AgentApi.EnrolmentRequest(
                "skt1.x",
                "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n",
                Samples.host("x"),
                "m",
                "1"));
    var response = http.call("POST", http.agents().resolve(AgentApi.ENROL), Map.of(), body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("certificate-request-bad");
  }

  @Test
  void withoutACertificateNothingButEnrolmentIsServed() {
    for (String path :
        List.of(AgentApi.POLICIES, AgentApi.DECISIONS, AgentApi.REPORT, AgentApi.RENEW)) {
      String method = path.equals(AgentApi.POLICIES) ? "GET" : "POST";
      var response = http.call(method, http.agents().resolve(path), Map.of(), "");
      assertThat(response.statusCode()).as(path).isEqualTo(401);
      assertThat(response.body()).contains("certificate-missing");
    }
  }

  @Test
  void theTwoListenersServeNothingOfEachOther() {
    assertThat(http.get(AgentApi.POLICIES).statusCode()).isEqualTo(404);
    for (String path : List.of("/", "/login", "/api/v1/hosts", "/health/ready", "/metrics")) {
      assertThat(http.call("GET", http.agents().resolve(path), Map.of(), "").statusCode())
          .as(path)
          .isEqualTo(404);
    }
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNoneOfOurs() throws Exception {
    TestHost host = enrolled();
    var stranger =
        dev.sekisho.manager.identity.CertificateAuthority.open(
            dev.sekisho.manager.Unprivileged.directory(),
            java.util.Optional.empty(),
            java.time.Clock.systemUTC());
    var forged =
        dev.sekisho.manager.identity.ForgedCertificates.of(
            stranger, host.id(), host.key().getPublic());
    AgentApi.Identity identity =
        new AgentApi.Identity(
            host.identity().host(), forged, host.identity().certificateAuthority(), Map.of());
    try (AgentClient client = host.with(identity).client()) {
      assertThat(client.policies(0, Duration.ZERO)).isNotInstanceOf(Answer.Ok.class);
    }
  }

  @Test
  void aRevocationTakesEffectAtOnceAndEndsAWaitingPoll() throws InterruptedException {
    TestHost host = enrolled();
    try (AgentClient client = host.client()) {
      long have = revision.current();
      var poll =
          java.util.concurrent.CompletableFuture.supplyAsync(() -> waiting(client, have, 60));
      identities.revoke(host.id(), Actor.MANAGER);
      // By the revocation, that is, and not because its minute was over.
      poll.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(TestHost.problem(poll.join()).id()).isEqualTo("certificate-revoked");
      assertThat(TestHost.problem(client.report(report(host, Instant.now()))).id())
          .isEqualTo("certificate-revoked");
    }
  }

  private static Answer<AgentApi.SignedBundle> waiting(AgentClient client, long have, int wait) {
    try {
      return client.policies(have, Duration.ofSeconds(wait));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEndedCertificateIsRefusedInWordsAndStillGetsItsSuccessor() throws InterruptedException {
    TestHost host = enrolled();
    clock.ahead(
        Duration.ofHours(25),
        () -> {
          assertThat(refusalOfPolicies(host)).isEqualTo("certificate-expired");
          TestHost next = renewed(host);
          assertThat(refusalOfPolicies(next)).isEmpty();
          // The ended one is no longer the newest: a copy of it is of no use to a thief.
          assertThat(renewalRefusal(host)).isEqualTo("certificate-expired");
        });
    clock.ahead(
        Duration.ofDays(40),
        () -> assertThat(renewalRefusal(host)).isEqualTo("certificate-expired"));
  }

  private static TestHost renewed(TestHost host) {
    try (AgentClient client = host.client()) {
      return host.with(TestHost.ok(client.renew(renewal(host))));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String renewalRefusal(TestHost host) {
    try (AgentClient client = host.client()) {
      return TestHost.problem(client.renew(renewal(host))).id();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static RenewalRequest renewal(TestHost host) {
    return new RenewalRequest(CertificateRequest.pem(host.key(), host.id()));
  }

  @Test
  void aBundleIsSignedForItsHostAndNewerOnesOnly() throws Exception {
    TestHost host = enrolled();
    revision.leapPast(revision.current());
    try (AgentClient client = host.client()) {
      AgentApi.SignedBundle signed = TestHost.ok(client.policies(0, Duration.ZERO));
      String key =
          java.util.Objects.requireNonNull(host.identity().bundleKeys().get(signed.keyId()));
      assertThat(BundleSigner.verifies(signed, key)).isTrue();
      AgentApi.Bundle bundle = Json.read(signed.payload(), AgentApi.Bundle.class);
      assertThat(bundle.audience()).isEqualTo(host.id());
      assertThat(bundle.revision()).isEqualTo(revision.current());
      signed.payload()[10] ^= 1;
      assertThat(BundleSigner.verifies(signed, key)).isFalse();
      assertThat(client.policies(bundle.revision(), Duration.ZERO))
          .isInstanceOf(Answer.Unchanged.class);
    }
  }

  @Test
  void aHostThatHoldsMoreThanTheManagerGetsAHigherRevision() throws Exception {
    TestHost host = enrolled();
    long held = 10;
    restoredFromAnOldBackup(3);
    try (AgentClient client = host.client()) {
      AgentApi.SignedBundle signed = TestHost.ok(client.policies(held, Duration.ZERO));
      assertThat(Json.read(signed.payload(), AgentApi.Bundle.class).revision()).isGreaterThan(held);
      long before = revision.current();
      // Nobody gave out a number from the far future: the manager's own does not move.
      assertThat(client.policies(Long.MAX_VALUE / 16, Duration.ZERO))
          .isInstanceOf(Answer.Unchanged.class);
      assertThat(revision.current()).isEqualTo(before);
    }
  }

  private void restoredFromAnOldBackup(long number) {
    database.transaction(
        connection -> Query.update(connection, "update bundle set revision = ?", number));
  }

  @Test
  void decisionsAreStoredOnceHoweverOftenTheyCome() throws InterruptedException {
    TestHost host = enrolled();
    Workload workload = Samples.workload(host.id(), "c1", "shop-web");
    List<Decision> some =
        List.of(
            Samples.recorded(host.id(), 1, 1, workload, "ls"),
            Samples.denied(host.id(), 1, 2, workload, "shop", "executableBlocklist"));
    assertThat(TestHost.ok(host.send(1, some)).storedThrough()).isEqualTo(2);
    List<Decision> more =
        List.of(
            Samples.denied(host.id(), 1, 2, workload, "shop", "executableBlocklist"),
            Samples.recorded(host.id(), 1, 3, workload, "cat"));
    assertThat(TestHost.ok(host.send(1, more)).storedThrough()).isEqualTo(3);
    assertThat(TestHost.ok(host.send(1, some)).storedThrough()).isEqualTo(3);
    var page =
        events.page(
            dev.sekisho.manager.store.EventFilter.ALL.withHost(host.id()),
            java.util.OptionalLong.empty(),
            50);
    assertThat(page.items())
        .extracting(e -> e.decision().key().sequence())
        .containsExactly(3L, 2L, 1L);
    Decision kept = page.items().get(1).decision();
    assertThat(kept.event()).isEqualTo(some.get(1).event());
    assertThat(kept.verdict()).isEqualTo(some.get(1).verdict());
    assertThat(kept.workload().orElseThrow().host().logicalName()).isEqualTo("shop-1");
  }

  @Test
  void aHostCannotSpeakForAnother() throws InterruptedException {
    TestHost host = enrolled();
    TestHost other = enrolled();
    Workload workload = Samples.workload(other.id(), "c1", "shop-web");
    var answer = host.send(1, List.of(Samples.recorded(other.id(), 1, 1, workload, "ls")));
    assertThat(TestHost.problem(answer).id()).isEqualTo("bad-request");
  }

  @Test
  void aCompressedBombIsRefused() throws Exception {
    byte[] packed = new byte[0];
    try (var bytes = new java.io.ByteArrayOutputStream();
        var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        gzip.write(zeros);
      }
      gzip.finish();
      packed = bytes.toByteArray();
    }
    assertThat(BoundedGzip.unpack(packed, 64 << 20)).isEmpty();
    assertThat(BoundedGzip.unpack(packed, 101 << 20))
        .hasValueSatisfying(c -> assertThat(c).hasSize(100 << 20));
  }

  @Test
  void aReportIsWhatThePagesShow() throws InterruptedException {
    TestHost host = enrolled();
    Workload workload = Samples.workload(host.id(), "c1", "shop-web");
    try (AgentClient client = host.client()) {
      AgentApi.HostReply reply =
          TestHost.ok(
              client.report(
                  Samples.report(host.id(), Instant.now(), revision.current(), workload)));
      assertThat(reply.host().logicalName()).isEqualTo("shop-1");
      assertThat(hosts.one(host.id()).orElseThrow().status()).isEqualTo(HostState.Status.CONNECTED);
      assertThat(workloads.one(host.id(), "c1").orElseThrow().report().policies())
          .containsExactly("shop");
      TestHost.ok(client.report(report(host, Instant.now())));
      assertThat(workloads.one(host.id(), "c1")).isEmpty();
    }
  }

  @Test
  void aCopyOfAnIdentityOnASecondMachineIsRefused() throws InterruptedException {
    TestHost host = enrolled();
    Instant first = Instant.now();
    try (AgentClient client = host.client()) {
      TestHost.ok(client.report(report(host, first)));
      TestHost.ok(client.report(report(host, first.plusSeconds(5))));
      assertThat(TestHost.problem(client.report(report(host, first))).id())
          .isEqualTo("duplicate-identity");
    }
  }

  private static AgentApi.HostReport report(TestHost host, Instant startedAt) {
    return Samples.report(host.id(), startedAt, 0);
  }

  /** Id of the problem, empty if the machine was enrolled. */
  private String refusal(String token, String machine) {
    try {
      Answer<AgentApi.Identity> answer =
          TestHost.tryEnrol(http.agents(), token, machine, CertificateRequest.newKey());
      return answer instanceof Answer.Ok ? "" : TestHost.problem(answer).id();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Id of the problem, empty if the call is served. */
  private static String refusalOfPolicies(TestHost host) {
    try (AgentClient client = host.client()) {
      Answer<AgentApi.SignedBundle> answer = client.policies(0, Duration.ZERO);
      boolean served = answer instanceof Answer.Ok || answer instanceof Answer.Unchanged;
      return served ? "" : TestHost.problem(answer).id();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
