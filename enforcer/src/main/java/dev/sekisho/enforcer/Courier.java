package dev.sekisho.enforcer;

import dev.sekisho.model.Decision;
import dev.sekisho.model.Problem;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Backoff;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import dev.sekisho.wire.Spool;
import dev.sekisho.wire.SpooledBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Carries decisions from the spool to the manager, each at least once. A batch that the manager
 * calls malformed is halved until the one decision that it cannot take is found, counted and passed
 * over: one poisoned decision must not hold up all others for ever.
 */
final class Courier {
  static final int MOST_DECISIONS = 5_000;
  private static final long MOST_BYTES = 4L << 20;
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final Spool spool;
  private final ManagerLink link;
  private final EnforcerLog log;
  private final Backoff backoff;
  private final RandomGenerator random;
  private int most = MOST_DECISIONS;
  private int failures;

  Courier(Spool spool, ManagerLink link, EnforcerLog log, Backoff backoff, RandomGenerator random) {
    this.spool = spool;
    this.link = link;
    this.log = log;
    this.backoff = backoff;
    this.random = random;
  }

  /** Sends until the thread is interrupted. */
  void run() throws InterruptedException {
    while (true) Thread.sleep(step());
  }

  /** Sends one batch if there is one, and says how long to wait before the next. */
  Duration step() throws InterruptedException {
    if (!spool.awaitPending(IDLE)) return Duration.ZERO;
    Optional<SpooledBatch> batch = spool.next(most, MOST_BYTES);
    if (batch.isEmpty()) return Duration.ZERO;
    Optional<Answer<AgentApi.DecisionReceipt>> answer =
        link.call(client -> client.decisions(underOwnName(batch.get(), link.hostId())));
    return answer.isEmpty() ? IDLE : take(batch.get(), answer.get());
  }

  /**
   * Decisions that were made before enrolment, or under an identity that was replaced, get the name
   * that the host has now: the manager takes no others.
   */
  static SpooledBatch underOwnName(SpooledBatch batch, String host) {
    byte[] own = ("{\"key\":{\"host\":" + Json.text(host) + ",").getBytes(StandardCharsets.UTF_8);
    List<byte[]> records = new ArrayList<>(batch.records());
    records.replaceAll(record -> startsWith(record, own) ? record : renamed(record, host));
    return new SpooledBatch(batch.epoch(), batch.first(), records);
  }

  private static boolean startsWith(byte[] record, byte[] prefix) {
    return record.length >= prefix.length
        && Arrays.equals(record, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] renamed(byte[] record, String host) {
    try {
      Decision d = Json.read(record, Decision.class);
      Decision.Key key = new Decision.Key(host, d.key().epoch(), d.key().sequence());
      return Json.bytes(
          new Decision(
              key, d.workload(), d.event(), d.verdict(), d.action(), d.mechanism(), d.revision()));
    } catch (MalformedException e) {
      // An older version wrote it. The manager says what it thinks of it.
      return record;
    }
  }

  private Duration take(SpooledBatch batch, Answer<AgentApi.DecisionReceipt> answer) {
    return switch (answer) {
      case Answer.Ok<AgentApi.DecisionReceipt>(AgentApi.DecisionReceipt receipt) -> {
        boolean progress =
            receipt.epoch() == batch.epoch() && receipt.storedThrough() >= batch.first();
        // A receipt for more than was sent is no promise for what the manager has never seen.
        if (progress) {
          spool.stored(batch.epoch(), Math.min(receipt.storedThrough(), batch.last()));
        }
        failures = progress ? 0 : failures + 1;
        most = progress ? Math.min(MOST_DECISIONS, most * 2) : most;
        log.over("decisions");
        yield progress ? Duration.ZERO : backoff.delay(failures, random);
      }
      case Answer.Unchanged<AgentApi.DecisionReceipt> unchanged -> wait(Optional.empty());
      case Answer.Refused<AgentApi.DecisionReceipt> refused ->
          refused(batch, refused.status(), refused.problem());
      case Answer.Away<AgentApi.DecisionReceipt> away -> {
        log.problem("decisions", away.problem());
        yield wait(away.retryAfter());
      }
    };
  }

  private Duration refused(SpooledBatch batch, int status, Problem problem) {
    log.problem("decisions", problem);
    boolean content = status == 400 || status == 413 || status == 422;
    if (!content) return wait(Optional.empty());
    if (batch.records().size() == 1) {
      spool.discardOldest();
    } else {
      most = Math.max(1, batch.records().size() / 2);
    }
    return Duration.ZERO;
  }

  private Duration wait(Optional<Duration> asked) {
    failures++;
    return asked.orElseGet(() -> backoff.delay(failures, random));
  }
}
