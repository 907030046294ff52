package dev.sekisho.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Problem;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AgentClientTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final String SECRET = "skt1.0123456789abcdef";
  private static final AgentApi.HostReply REPLY =
      new AgentApi.HostReply(3, Samples.HOST, java.util.Map.of());

  @Test
  void enrolmentTrustsTheAuthorityOfTheTokenOnly() throws Exception {
    AgentApi.Identity identity =
        new AgentApi.Identity(Samples.HOST, "PEM", "CA", java.util.Map.of());
    try (FakeAgentApi manager =
        FakeAgentApi.start(AUTHORITY, false, seen -> ok(Json.text(identity)))) {
      assertThat(enrol(manager, Pem.sha256(AUTHORITY.certificate)))
          .isEqualTo(new Answer.Ok<>(identity));
      int before = manager.seen.size();
      Problem problem = away(enrol(manager, "0".repeat(64)));
      assertThat(problem.id()).isEqualTo("authority-mismatch");
      assertThat(problem.what()).contains(manager.address().toString());
      assertThat(manager.seen).as("the secret must not be sent to a stranger").hasSize(before);
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsRefusedAfterEnrolmentToo() throws Exception {
    try (FakeAgentApi manager =
            FakeAgentApi.start(new TestAuthority(), false, seen -> ok(Json.text(REPLY)));
        AgentClient client = client(manager.address(), Duration.ofDays(1))) {
      assertThat(away(client.report(report())).id()).isEqualTo("manager-not-trusted");
      assertThat(manager.seen).isEmpty();
    }
  }

  @Test
  void aServerUnderAnotherNameIsRefused() throws Exception {
    TestAuthority elsewhere = new TestAuthority("10.9.8.7");
    try (FakeAgentApi manager =
        FakeAgentApi.start(elsewhere, false, seen -> ok(Json.text(REPLY)))) {
      Problem problem = away(enrol(manager, Pem.sha256(elsewhere.certificate)));
      assertThat(problem.id()).isEqualTo("manager-not-trusted");
      assertThat(manager.seen).isEmpty();
    }
  }

  @Test
  void aHostShowsItsCertificateAndReportsAreCompressed() throws Exception {
    try (FakeAgentApi manager = FakeAgentApi.start(AUTHORITY, true, seen -> ok(Json.text(REPLY)));
        AgentClient client = client(manager.address(), Duration.ofDays(1))) {
      assertThat(client.report(report())).isEqualTo(new Answer.Ok<>(REPLY));
      FakeAgentApi.Seen seen = manager.seen.getFirst();
      assertThat(seen.encoding()).isEqualTo("gzip");
      assertThat(Json.read(seen.body(), AgentApi.HostReport.class)).isEqualTo(report());
    }
  }

  @Test
  void aCertificateThatEndedIsRefusedByTheServerAndThatIsSaid() throws Exception {
    try (FakeAgentApi manager = FakeAgentApi.start(AUTHORITY, true, seen -> ok(Json.text(REPLY)));
        AgentClient client = client(manager.address(), Duration.ofHours(-2))) {
      assertThat(away(client.report(report())).id()).isEqualTo("certificate-expired");
      assertThat(manager.seen).isEmpty();
    }
  }

  @Test
  void decisionsAreSentAsTheyLieInTheSpool() throws Exception {
    AgentApi.DecisionReceipt receipt = new AgentApi.DecisionReceipt(5, 18);
    try (FakeAgentApi manager =
            FakeAgentApi.start(AUTHORITY, true, seen -> ok(Json.text(receipt)));
        AgentClient client = client(manager.address(), Duration.ofDays(1))) {
      SpooledBatch batch =
          new SpooledBatch(
              5, 17, List.of(Json.bytes(Samples.DECISION), Json.bytes(Samples.DECISION)));
      assertThat(client.decisions(batch)).isEqualTo(new Answer.Ok<>(receipt));
      assertThat(Json.read(manager.seen.getFirst().body(), AgentApi.DecisionBatch.class))
          .isEqualTo(new AgentApi.DecisionBatch(5, List.of(Samples.DECISION, Samples.DECISION)));
    }
  }

  @Test
  void nothingNewerIsAnAnswerOfItsOwn() throws Exception {
    try (FakeAgentApi manager =
            FakeAgentApi.start(AUTHORITY, true, seen -> new FakeAgentApi.Reply(304, ""));
        AgentClient client = client(manager.address(), Duration.ofDays(1))) {
      assertThat(client.policies(7, Duration.ofSeconds(25)))
          .isEqualTo(new Answer.Unchanged<AgentApi.SignedBundle>());
      assertThat(manager.seen.getFirst().target()).isEqualTo("/agent/v1/policies?have=7&wait=25");
    }
  }

  @Test
  void aProblemOfTheManagerComesThroughInItsWords() throws Exception {
    String problem =
        """
        {"type":"https://sekisho.dev/problems#token-used","status":403,
         "detail":"this token was used on 2026-11-24\\u001b[2J","fix":"make a new one"}
        """;
    try (FakeAgentApi manager =
        FakeAgentApi.start(AUTHORITY, false, seen -> new FakeAgentApi.Reply(403, problem))) {
      Answer<AgentApi.Identity> answer = enrol(manager, Pem.sha256(AUTHORITY.certificate));
      assertThat(answer)
          .isEqualTo(
              new Answer.Refused<AgentApi.Identity>(
                  403,
                  new Problem(
                      "token-used", "this token was used on 2026-11-24 [2J", "make a new one")));
    }
  }

  @Test
  void anOverloadedManagerIsAwayForAsLongAsItSays() throws Exception {
    for (int status : List.of(429, 500, 503)) {
      try (FakeAgentApi manager =
              FakeAgentApi.start(AUTHORITY, true, seen -> new FakeAgentApi.Reply(status, "busy"));
          AgentClient client = client(manager.address(), Duration.ofDays(1))) {
        Answer<AgentApi.HostReply> answer = client.report(report());
        assertThat(answer).isInstanceOf(Answer.Away.class);
        assertThat(((Answer.Away<?>) answer).retryAfter()).contains(Duration.ofSeconds(7));
      }
    }
  }

  @Test
  void nonsenseIsNotTakenForAnAnswer() throws Exception {
    for (String body : List.of("", "<html>", "[]", "{}", "null", "{\"revision\":\"x\"}")) {
      try (FakeAgentApi manager = FakeAgentApi.start(AUTHORITY, true, seen -> ok(body));
          AgentClient client = client(manager.address(), Duration.ofDays(1))) {
        assertThat(away(client.report(report())).id()).isEqualTo("manager-answers-nonsense");
      }
    }
  }

  @Test
  void nobodyThereIsSaidWithTheAddress() throws Exception {
    URI gone;
    try (FakeAgentApi manager = FakeAgentApi.start(AUTHORITY, true, seen -> ok(""))) {
      gone = manager.address();
    }
    try (AgentClient client = client(gone, Duration.ofDays(1))) {
      Problem problem = away(client.report(report()));
      assertThat(problem.id()).isEqualTo("manager-unreachable");
      assertThat(problem.what()).contains(gone.toString());
    }
  }

  private static FakeAgentApi.Reply ok(String body) {
    return new FakeAgentApi.Reply(200, body);
  }

  private static Answer<AgentApi.Identity> enrol(FakeAgentApi manager, String authority)
      throws InterruptedException {
    EnrolmentToken token = new EnrolmentToken(SECRET, authority);
    try (AgentClient client = AgentClient.forEnrolment(manager.address(), token, Locale.ENGLISH)) {
      return client.enrol(
          new AgentApi.EnrolmentRequest(token.secret(), "PEM", Samples.HOST, "m", "0"));
    }
  }

  private static AgentClient client(URI address, Duration life) throws Exception {
    KeyPair key = CertificateRequest.newKey();
    String request = CertificateRequest.pem(key, "h-1");
    return AgentClient.of(
        address,
        Credentials.of(
            Pem.text("PRIVATE KEY", key.getPrivate().getEncoded()),
            TestAuthority.pem(AUTHORITY.client(TestAuthority.requested(request), "h-1", life)),
            TestAuthority.pem(AUTHORITY.certificate)),
        InstantSource.system(),
        Locale.ENGLISH);
  }

  private static AgentApi.HostReport report() {
    return (AgentApi.HostReport)
        java.util.Objects.requireNonNull(Samples.MESSAGES.get("hostReport"));
  }

  private static Problem away(Answer<?> answer) {
    assertThat(answer).isInstanceOf(Answer.Away.class);
    return ((Answer.Away<?>) answer).problem();
  }
}
