package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.DatabaseUnavailable;
import dev.sekisho.model.Decision;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Takes decisions and stores them: one thread writes what has come in meanwhile in one transaction.
 * It answers only when they are stored. What waits is bounded; past the bound it refuses, and the
 * hosts' spools hold the rest.
 */
public final class EventIntake implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventIntake.class);
  private static final int MOST_WAITING = 40_000;
  private static final int MOST_AT_ONCE = 20_000;

  private final Database database;
  private final Clock clock;
  private final EventWriter writer;
  private final EventSignal signal;
  private final BlockingQueue<Submission> queue = new ArrayBlockingQueue<>(10_000);
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder stored = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;

  public EventIntake(Database database, Partitions partitions, EventSignal signal, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.writer = new EventWriter(partitions, clock);
    this.signal = signal;
    this.thread = Thread.ofPlatform().name("event-intake").unstarted(this::run);
  }

  /**
   * Decisions of one host and one epoch, in the order of their sequence.
   *
   * @param host whose they are
   * @param epoch epoch of all of them
   * @param rows decisions, rising in their sequence
   * @param storedThrough completed with the sequence up to which all are stored
   */
  record Submission(
      KnownHost host, long epoch, List<EventRow> rows, CompletableFuture<Long> storedThrough) {}

  public void start() {
    thread.start();
  }

  /**
   * Takes decisions.
   *
   * @return completed when they are stored, with the sequence up to which the manager has all of
   *     the epoch; fails with {@link DatabaseUnavailable} when they could not be stored now
   * @throws IllegalArgumentException if a decision names another host or epoch, or the order is
   *     wrong
   * @throws IntakeFull if too much is waiting
   */
  public CompletableFuture<Long> submit(KnownHost host, long epoch, List<Decision> decisions) {
    check(host, epoch, decisions);
    if (waiting.addAndGet(decisions.size()) > MOST_WAITING) {
      waiting.addAndGet(-decisions.size());
      refused.add(decisions.size());
      throw new IntakeFull();
    }
    boolean queued = false;
    try {
      Instant now = clock.instant();
      List<EventRow> rows =
          decisions.stream().map(decision -> EventRow.of(host, decision, now)).toList();
      Submission submission = new Submission(host, epoch, rows, new CompletableFuture<>());
      queued = queue.offer(submission);
      if (!queued) {
        refused.add(decisions.size());
        throw new IntakeFull();
      }
      return submission.storedThrough();
    } finally {
      if (!queued) {
        waiting.addAndGet(-decisions.size());
      }
    }
  }

  private static void check(KnownHost host, long epoch, List<Decision> decisions) {
    long last = 0;
    for (Decision decision : decisions) {
      Decision.Key key = decision.key();
      if (!key.host().equals(host.id()) || key.epoch() != epoch || key.sequence() <= last) {
        throw new IllegalArgumentException(
            "decision %s: expected host %s, epoch %d and a sequence above %d"
                .formatted(key, host.id(), epoch, last));
      }
      last = key.sequence();
    }
  }

  /** Decisions stored since the start. */
  public long stored() {
    return stored.sum();
  }

  /** Decisions that came again and were recognised. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Decisions refused because too much was waiting; their hosts send them again. */
  public long refused() {
    return refused.sum();
  }

  /** Decisions that wait to be stored. */
  public int waiting() {
    return waiting.get();
  }

  private void run() {
    while (!closing || !queue.isEmpty()) {
      try {
        Submission first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          storeAll(batchFrom(first));
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private List<Submission> batchFrom(Submission first) {
    List<Submission> batch = new ArrayList<>(List.of(first));
    int size = first.rows().size();
    while (size < MOST_AT_ONCE) {
      Submission next = queue.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
      size += next.rows().size();
    }
    return batch;
  }

  private void storeAll(List<Submission> batch) {
    try {
      store(batch);
    } catch (DatabaseUnavailable e) {
      batch.forEach(s -> s.storedThrough().completeExceptionally(e));
    } catch (RuntimeException e) {
      if (batch.size() == 1) {
        LOG.errorf(e, "decisions of host %s cannot be stored", batch.getFirst().host().id());
        batch.getFirst().storedThrough().completeExceptionally(e);
      } else {
        // One of them is at fault; the others must not suffer for it.
        batch.forEach(s -> storeAll(List.of(s)));
        return;
      }
    }
    batch.forEach(s -> waiting.addAndGet(-s.rows().size()));
  }

  private void store(List<Submission> batch) {
    EventWriter.Written written =
        database.transaction(connection -> writer.write(connection, batch));
    writer.committed(written);
    stored.add(written.count());
    duplicates.add(written.duplicates());
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).storedThrough().complete(written.storedThrough().get(i));
    }
    if (written.count() > 0) {
      signal.stored(written.lastId());
    }
  }

  /** Stores what waits, as far as the database answers, and ends. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
