package dev.sekisho.manager.agents;

import dev.sekisho.manager.Samples;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Problem;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.AgentApi.EnrolmentRequest;
import dev.sekisho.wire.AgentApi.Identity;
import dev.sekisho.wire.AgentClient;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.CertificateRequest;
import dev.sekisho.wire.Credentials;
import dev.sekisho.wire.EnrolmentToken;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.SpooledBatch;
import java.net.URI;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A host with the enforcer's own client. */
public record TestHost(URI manager, Identity identity, KeyPair key) {

  public String id() {
    return identity.host().id();
  }

  static Answer<Identity> tryEnrol(URI manager, String token, String machineId, KeyPair key)
      throws InterruptedException {
    EnrolmentToken parsed = EnrolmentToken.parse(token).orElseThrow();
    try (AgentClient client = AgentClient.forEnrolment(manager, parsed, Locale.ENGLISH)) {
      return client.enrol(
          new EnrolmentRequest(
              parsed.secret(),
              CertificateRequest.pem(key, "new-host"),
              Samples.host("local"),
              machineId,
              "0.1.0"));
    }
  }

  public static TestHost enrol(URI manager, String token, String machineId)
      throws InterruptedException {
    KeyPair key = CertificateRequest.newKey();
    return new TestHost(manager, ok(tryEnrol(manager, token, machineId, key)), key);
  }

  /** A client with this host's certificate; close it. */
  public AgentClient client() {
    try {
      return AgentClient.of(
          manager,
          Credentials.of(pem(key), identity.certificate(), identity.certificateAuthority()),
          InstantSource.system(),
          Locale.ENGLISH);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  Answer<AgentApi.DecisionReceipt> send(long epoch, List<Decision> decisions)
      throws InterruptedException {
    try (AgentClient client = client()) {
      return client.decisions(
          new SpooledBatch(
              epoch,
              decisions.getFirst().key().sequence(),
              decisions.stream().map(Json::bytes).toList()));
    }
  }

  TestHost with(Identity next) {
    return new TestHost(manager, next, key);
  }

  static <T> T ok(Answer<T> answer) {
    if (answer instanceof Answer.Ok<T>(T value)) {
      return value;
    }
    throw new AssertionError("expected an answer, and got " + answer);
  }

  static Problem problem(Answer<?> answer) {
    return switch (answer) {
      case Answer.Refused<?> refused -> refused.problem();
      case Answer.Away<?> away -> away.problem();
      default -> throw new AssertionError("expected a problem, and got " + answer);
    };
  }

  private static String pem(KeyPair key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getPrivate().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
