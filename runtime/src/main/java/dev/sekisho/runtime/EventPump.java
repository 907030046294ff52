package dev.sekisho.runtime;

import dev.sekisho.kernel.bpf.RingBuffer;
import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.kernel.guard.GuardEvents;
import dev.sekisho.model.Action;
import dev.sekisho.model.Verdict;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * The thread that reads the kernel's ring and what the fanotify loop decided, and calls the sink.
 *
 * <p>An event of a cgroup that is not known yet waits until the engine has told of its container,
 * some seconds at most; then it is handed on as it is, without a container's name.
 */
final class EventPump implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventPump.class.getName());

  /** Decisions of the fanotify loop that wait; more are dropped and counted. */
  private static final int REPORTS = 8192;

  private static final int WAITING = 65_536;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final long LONGEST_STOP_MILLIS = 5000;

  private final Optional<RingBuffer> ring;
  private final LongFunction<Optional<Guarded>> containers;
  private final LongFunction<Guarded> strangers;
  private final KernelDecisions decisions;
  private final DecisionSink sink;
  private final Predicate<GuardEvent> probes;
  private final Losses losses;
  private final BlockingQueue<Report> reports = new ArrayBlockingQueue<>(REPORTS);
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean stopping;

  private record Waiting(GuardEvent event, long since) {}

  /**
   * @param containers the container of a cgroup id
   * @param strangers what stands for a cgroup of which no container is known
   * @param probes takes events that are of no workload's doing
   */
  EventPump(
      Optional<RingBuffer> ring,
      LongFunction<Optional<Guarded>> containers,
      LongFunction<Guarded> strangers,
      KernelDecisions decisions,
      DecisionSink sink,
      Predicate<GuardEvent> probes,
      Losses losses) {
    this.ring = ring;
    this.containers = containers;
    this.strangers = strangers;
    this.decisions = decisions;
    this.sink = sink;
    this.probes = probes;
    this.losses = losses;
    this.thread = Thread.ofPlatform().daemon().name("sekisho-events").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a decision of another thread; never blocks. */
  void offer(Report report) {
    if (!reports.offer(report)) losses.count("reports-queue-full");
  }

  private void run() {
    int idle = 0;
    while (!stopping) {
      try {
        boolean worked = round();
        idle = worked ? 0 : Math.min(idle + 1, 10_000);
        Report report = reports.poll(pauseMillis(idle), TimeUnit.MILLISECONDS);
        if (report != null) deliver(report);
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        // One event that cannot be handled must not end the thread: it is counted, and said.
        losses.count("events-unreadable");
        LOG.log(System.Logger.Level.ERROR, "an event could not be handled", e);
      }
    }
    finish();
  }

  /** The ring is polled: often while there is work, less when it has been quiet for a while. */
  private static long pauseMillis(int idleRounds) {
    if (idleRounds == 0) return 0;
    if (idleRounds < 500) return 1;
    return idleRounds < 600 ? 5 : 20;
  }

  private boolean round() throws IOException {
    int count = 0;
    for (Report report = reports.poll(); report != null; report = reports.poll()) {
      deliver(report);
      count++;
    }
    if (ring.isPresent()) count += ring.get().drain(this::read);
    flushWaiting();
    return count > 0;
  }

  private void read(MemorySegment record) {
    try {
      handle(GuardEvents.decode(record));
    } catch (IllegalArgumentException e) {
      losses.count("events-unreadable");
      LOG.log(System.Logger.Level.ERROR, "a record of the kernel's ring: " + e.getMessage());
    }
  }

  private void handle(GuardEvent event) {
    if (probes.test(event)) return;
    Optional<Guarded> guarded = containers.apply(event.subject().container());
    if (guarded.isPresent()) {
      decide(event, guarded.get());
    } else if (waiting.size() < WAITING) {
      waiting.add(new Waiting(event, System.nanoTime()));
    } else {
      losses.count("events-unattributed-queue-full");
    }
  }

  private void flushWaiting() {
    long now = System.nanoTime();
    for (int left = waiting.size(); left > 0; left--) {
      Waiting first = waiting.remove();
      Optional<Guarded> guarded = containers.apply(first.event().subject().container());
      if (guarded.isPresent()) {
        decide(first.event(), guarded.get());
      } else if (now - first.since() > PATIENCE_NANOS || stopping) {
        decide(first.event(), strangers.apply(first.event().subject().container()));
      } else {
        waiting.add(first);
      }
    }
  }

  private void decide(GuardEvent event, Guarded guarded) {
    decisions.about(event, guarded).ifPresent(this::deliver);
  }

  private void deliver(Report report) {
    sink.accept(
        report.workload(),
        report.event(),
        report.verdict(),
        report.action(),
        report.mechanism(),
        report.revision());
  }

  private void finish() {
    try {
      round();
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the last events could not be handled", e);
    }
  }

  /** Handles what is there, then stops. Later kernel events stay in the ring. */
  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(LONGEST_STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A notice of the plane itself. */
  static Report notice(
      Optional<Guarded> guarded, dev.sekisho.model.Event.Notice notice, Action action) {
    return new Report(
        guarded.map(Guarded::workload),
        notice,
        Verdict.NONE,
        action,
        Mechanisms.PLANE,
        guarded.map(g -> g.held().policy().revision()).orElse(0L));
  }
}
