package dev.sekisho.enforcer;

import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import dev.sekisho.policy.Messages;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Backoff;
import dev.sekisho.wire.EnrolmentToken;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Gets the host its identity: the one of an earlier start, or a new one by a token. */
final class Enrolment {
  private static final int MOST_TOKEN_BYTES = 4_096;

  private final ManagerLink link;
  private final IdentityStore identities;
  private final BundleStore bundles;
  private final HostFacts facts;
  private final Path directory;
  private final EnforcerLog log;
  private final Messages messages;

  Enrolment(
      ManagerLink link,
      IdentityStore identities,
      BundleStore bundles,
      HostFacts facts,
      Path directory,
      EnforcerLog log,
      Messages messages) {
    this.link = link;
    this.identities = identities;
    this.bundles = bundles;
    this.facts = facts;
    this.directory = directory;
    this.log = log;
    this.messages = messages;
  }

  /**
   * Takes the identity that is there, unless the token is of another manager.
   *
   * @return a token that was not used yet; empty if there is none
   * @throws ProblemException there is neither an identity nor a good token
   */
  Optional<EnrolmentToken> resume(Optional<Path> tokenFile) throws IOException {
    Optional<StoredIdentity> stored;
    try {
      stored = identities.load();
    } catch (MalformedException e) {
      throw problem("identity-damaged", directory.toString(), String.valueOf(e.getMessage()));
    }
    if (stored.isEmpty()) {
      return Optional.of(read(tokenFile.orElseThrow(() -> problem("not-enrolled"))));
    }
    // A token file that is gone was used; the identity that it gave is there.
    Optional<EnrolmentToken> token =
        tokenFile.isPresent() && Files.exists(tokenFile.get())
            ? Optional.of(read(tokenFile.get()))
            : Optional.empty();
    String authority = Pem.sha256(stored.get().credentials().authority());
    if (token.isPresent() && !authority.equals(token.get().authority())) return token;
    link.resume(stored.get());
    return token.filter(t -> !Tokens.hash(t).equals(stored.get().tokenHash()));
  }

  private EnrolmentToken read(Path file) {
    try {
      if (Files.size(file) > MOST_TOKEN_BYTES) throw problem("token-malformed", file.toString());
      return EnrolmentToken.parse(Files.readString(file))
          .orElseThrow(() -> problem("token-malformed", file.toString()));
    } catch (IOException e) {
      throw problem("token-unreadable", file.toString(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Uses a token, unless the manager still takes the identity that the host has. Asks until the
   * manager answers.
   *
   * @return whether the host has another identity now
   * @throws ProblemException the manager refuses: a wrong, used or expired token, or a machine that
   *     is enrolled already; a host that has an identity is only told so, and keeps its policies
   */
  boolean enrol(EnrolmentToken token, RandomGenerator random)
      throws IOException, InterruptedException {
    if (link.identity().isEmpty()) {
      enrolAnew(token, random);
      return true;
    }
    if (isTaken(random)) {
      log.say("log.token-not-needed", link.hostId());
      return false;
    }
    try {
      enrolAnew(token, random);
      return true;
    } catch (ProblemException e) {
      for (Problem problem : e.problems()) log.problem("enrolment", problem);
      return false;
    }
  }

  /** Whether the manager renews the identity that the host has. */
  private boolean isTaken(RandomGenerator random) throws IOException, InterruptedException {
    for (int failures = 1; ; failures++) {
      switch (link.renew()) {
        case Answer.Ok<AgentApi.Identity> ok -> {
          return true;
        }
        case Answer.Unchanged<AgentApi.Identity> unchanged -> {
          return true;
        }
        case Answer.Refused<AgentApi.Identity> refused -> {
          log.problem("enrolment", refused.problem());
          return refused.status() != 401;
        }
        case Answer.Away<AgentApi.Identity> away -> {
          log.problem("enrolment", away.problem());
          Thread.sleep(away.retryAfter().orElse(Backoff.USUAL.delay(failures, random)));
        }
      }
    }
  }

  private void enrolAnew(EnrolmentToken token, RandomGenerator random)
      throws IOException, InterruptedException {
    for (int failures = 1; ; failures++) {
      Answer<AgentApi.Identity> answer =
          link.enrol(token, facts.read(), facts.machineId(directory), Version.TEXT);
      switch (answer) {
        case Answer.Ok<AgentApi.Identity>(AgentApi.Identity identity) -> {
          bundles.forget();
          log.over("enrolment");
          log.say("log.enrolled", identity.host().id(), identity.host().logicalName());
          return;
        }
        case Answer.Refused<AgentApi.Identity> refused ->
            throw new ProblemException(refused.problem());
        case Answer.Unchanged<AgentApi.Identity> unchanged ->
            throw problem("manager-unexpected", "304");
        case Answer.Away<AgentApi.Identity> away -> {
          // A stranger under the manager's address will not become the manager by waiting.
          if (away.problem().id().equals("authority-mismatch")) {
            throw new ProblemException(away.problem());
          }
          log.problem("enrolment", away.problem());
          Thread.sleep(away.retryAfter().orElse(Backoff.USUAL.delay(failures, random)));
        }
      }
    }
  }

  private ProblemException problem(String id, String... values) {
    return new ProblemException(
        new Problem(
            id,
            messages.text("problem." + id + ".what", values),
            messages.text("problem." + id + ".fix", values)));
  }
}
