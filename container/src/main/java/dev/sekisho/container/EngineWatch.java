package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows the containers of an engine and tells a listener what becomes of them, over restarts of
 * the engine too.
 *
 * <p>Events say when to look; the facts come from inspection, and a list taken at every connection
 * and twice a minute finds what no event told: the engine drops events for slow readers, and
 * forgets them when it restarts.
 */
public final class EngineWatch implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration ROUND = Duration.ofSeconds(30);
  private static final int THOROUGH_EVERY = 20;

  private final DockerEngine engine;
  private final Consumer<ContainerChange> listener;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<EngineInfo> reached = Optional.empty();
  private volatile Optional<EventStream> stream = Optional.empty();
  private boolean lossTold;

  /**
   * @param listener told of every change, by one thread and in order; while it works the watch
   *     waits. What it throws ends the watch
   */
  public EngineWatch(DockerEngine engine, Consumer<ContainerChange> listener) {
    this(engine, listener, InstantSource.system());
  }

  EngineWatch(DockerEngine engine, Consumer<ContainerChange> listener, InstantSource clock) {
    this.engine = engine;
    this.listener = listener;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("engine-watch").unstarted(this::watch);
  }

  /** Begins to watch, in a thread of its own. */
  public void start() {
    thread.start();
  }

  /** The engine, while it answers. */
  public Optional<EngineInfo> reached() {
    return reached;
  }

  /** Stops watching; when it returns the listener is told nothing more. */
  @Override
  public void close() {
    stopping.countDown();
    stream.ifPresent(EventStream::close);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    ContainerInventory inventory = new ContainerInventory(new Asked(), listener, clock);
    Instant since = clock.instant();
    Duration pause = FIRST_PAUSE;
    while (!stopped()) {
      Session session = new Session(inventory, since);
      try {
        session.run();
      } catch (EngineException e) {
        reached = Optional.empty();
        tellLoss(e.failure());
      }
      since = session.latest;
      pause = session.answered ? FIRST_PAUSE : longer(pause);
      await(pause);
    }
  }

  /** One connection, until it breaks or the watch is closed. */
  private final class Session {
    private final ContainerInventory inventory;
    private Instant latest;
    private boolean answered;

    Session(ContainerInventory inventory, Instant since) {
      this.inventory = inventory;
      this.latest = since;
    }

    void run() throws EngineException {
      EngineInfo info = engine.info();
      reached = Optional.of(info);
      // Events first, list second: what happens between the two is in both.
      try (EventStream events = engine.events(latest)) {
        stream = Optional.of(events);
        inventory.reconcile(engine.containers(true), true);
        answered = true;
        lossTold = false;
        listener.accept(new ContainerChange.EngineReached(info));
        follow(events);
      } finally {
        stream = Optional.empty();
      }
    }

    private void follow(EventStream events) throws EngineException {
      long round = System.nanoTime() + ROUND.toNanos();
      for (int rounds = 1; !stopped(); ) {
        Duration left = Duration.ofNanos(Math.max(1, round - System.nanoTime()));
        Optional<EngineEvent> event = events.next(left);
        if (event.isPresent()) {
          inventory.event(event.get());
          latest = event.get().at();
        }
        if (System.nanoTime() >= round) {
          inventory.retry();
          inventory.reconcile(engine.containers(true), rounds % THOROUGH_EVERY == 0);
          rounds++;
          round = System.nanoTime() + ROUND.toNanos();
        }
      }
    }
  }

  private final class Asked implements ContainerInventory.Inspector {
    @Override
    public Optional<ContainerFacts> inspect(String id) throws EngineException {
      return engine.inspect(id, reached.orElseThrow());
    }

    @Override
    public Optional<ContainerFacts> glance(String id) throws EngineException {
      return engine.glance(id, reached.orElseThrow());
    }
  }

  private void tellLoss(EngineFailure failure) {
    if (!stopped() && !lossTold) {
      lossTold = true;
      Gap gap = new Gap("containers of " + engine.socket(), failure.problem().what());
      listener.accept(new ContainerChange.EngineLost(gap));
    }
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void await(Duration pause) {
    try {
      if (stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread, and it does so by the latch.
      Thread.currentThread().interrupt();
    }
  }
}
