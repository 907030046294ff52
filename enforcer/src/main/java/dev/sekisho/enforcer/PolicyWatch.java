package dev.sekisho.enforcer;

import dev.sekisho.model.Severity;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Waits at the manager for newer policies (long poll) and puts them in force when they are good.
 */
final class PolicyWatch {
  private static final Duration WAIT = Duration.ofSeconds(25);
  private static final Duration UNENROLLED = Duration.ofSeconds(1);

  private final ManagerLink link;
  private final BundleStore store;
  private final Consumer<AgentApi.Bundle> inForce;
  private final DecisionLog decisions;
  private final EnforcerLog log;
  private final RandomGenerator random;
  private volatile long held;
  private int failures;

  /**
   * @param held revision in force at the start
   * @param inForce puts a bundle in force; comes back when it holds
   */
  PolicyWatch(
      ManagerLink link,
      BundleStore store,
      long held,
      Consumer<AgentApi.Bundle> inForce,
      DecisionLog decisions,
      EnforcerLog log,
      RandomGenerator random) {
    this.link = link;
    this.store = store;
    this.held = held;
    this.inForce = inForce;
    this.decisions = decisions;
    this.log = log;
    this.random = random;
  }

  /** The host has another identity: it needs a bundle that is made for that one. */
  void startOver() {
    held = 0;
  }

  /** Watches until the thread is interrupted. */
  void run() throws InterruptedException {
    while (true) Thread.sleep(step());
  }

  /** Asks once, and says how long to wait before the next time. */
  Duration step() throws InterruptedException {
    Optional<Answer<AgentApi.SignedBundle>> answer =
        link.call(client -> client.policies(held, WAIT));
    return answer.isEmpty() ? UNENROLLED : take(answer.get());
  }

  private Duration take(Answer<AgentApi.SignedBundle> answer) {
    return switch (answer) {
      case Answer.Ok<AgentApi.SignedBundle>(AgentApi.SignedBundle signed) -> offered(signed);
      case Answer.Unchanged<AgentApi.SignedBundle> unchanged -> {
        failures = 0;
        log.over("policies");
        yield Duration.ZERO;
      }
      case Answer.Refused<AgentApi.SignedBundle> refused -> {
        log.problem("policies", refused.problem());
        yield delay(Optional.empty());
      }
      case Answer.Away<AgentApi.SignedBundle> away -> {
        log.problem("policies", away.problem());
        yield delay(away.retryAfter());
      }
    };
  }

  private Duration offered(AgentApi.SignedBundle signed) {
    AgentApi.Identity identity = link.identity().orElseThrow();
    try {
      BundleCheck.Result result = store.offer(signed, identity.bundleKeys(), identity.host().id());
      return switch (result) {
        case BundleCheck.Result.Believed(AgentApi.Bundle bundle) -> {
          boolean newer = bundle.revision() > held;
          held = bundle.revision();
          failures = 0;
          log.over("policies");
          log.say("log.policies", Long.toString(held), Integer.toString(bundle.documents().size()));
          inForce.accept(bundle);
          // A manager that sends the same again and again is asked at leisure.
          yield newer ? Duration.ZERO : delay(Optional.empty());
        }
        case BundleCheck.Result.Doubted doubted -> {
          doubted(decisions, log, doubted);
          yield delay(Optional.empty());
        }
      };
    } catch (IOException e) {
      log.say("log.disk", String.valueOf(e.getMessage()));
      return delay(Optional.empty());
    }
  }

  /** A bundle that is not believed is an attack or a defect: it is told in any case. */
  static void doubted(DecisionLog decisions, EnforcerLog log, BundleCheck.Result.Doubted doubted) {
    String doubt = doubted.doubt().name().toLowerCase(Locale.ROOT).replace('_', '-');
    decisions.notice(
        "bundle-refused", Severity.HIGH, Map.of("doubt", doubt, "detail", doubted.detail()));
    log.say("log.bundle-refused", doubt, doubted.detail());
  }

  private Duration delay(Optional<Duration> asked) {
    failures++;
    return asked.orElseGet(() -> Backoff.USUAL.delay(failures, random));
  }
}
