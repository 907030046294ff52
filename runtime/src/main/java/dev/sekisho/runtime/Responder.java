package dev.sekisho.runtime;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineFailure;
import dev.sekisho.model.Action;
import dev.sekisho.model.Event;
import dev.sekisho.model.Response;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Does to containers what policies respond with, through the engine, and reports what became of it.
 * One thread of its own: the engine may take its time.
 */
final class Responder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Responder.class.getName());

  private static final int WAITING = 1024;
  private static final long LONGEST_STOP_MILLIS = 5000;
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final DockerEngine engine;
  private final Consumer<Report> reports;
  private final Losses losses;
  private final Map<Standing, ResponseBudget> budgets = new EnumMap<>(Standing.class);
  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean stopping;

  /** What a response takes away. */
  enum Standing {
    /** A container that has not run yet, or began just now: nothing that served anybody. */
    STARTING,
    /** One that ran before the policy spoke against it. */
    ESTABLISHED
  }

  /**
   * What is to be done.
   *
   * @param id of the container
   */
  record Order(
      String id,
      Workload workload,
      Event event,
      Verdict verdict,
      long revision,
      Set<Response> responses,
      Standing standing) {}

  Responder(DockerEngine engine, Consumer<Report> reports, Losses losses) {
    this.engine = engine;
    this.reports = reports;
    this.losses = losses;
    budgets.put(Standing.STARTING, new ResponseBudget(300, 1000, WINDOW, System::nanoTime));
    budgets.put(Standing.ESTABLISHED, new ResponseBudget(3, 10, WINDOW, System::nanoTime));
    this.thread = Thread.ofPlatform().daemon().name("sekisho-responses").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes an order; never blocks. */
  void offer(Order order) {
    if (!orders.offer(order)) {
      losses.count("responses-queue-full");
      report(order, Action.HELD_BACK);
    }
  }

  private void run() {
    try {
      while (!stopping) {
        Order order = orders.take();
        report(order, carriedOut(order));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Action carriedOut(Order order) {
    boolean harmless = order.responses().equals(Set.of(Response.ALERT));
    if (harmless || order.responses().isEmpty()) return Action.DETECTED_ONLY;
    ResponseBudget budget =
        java.util.Objects.requireNonNull(budgets.get(order.standing()), "every standing");
    if (!budget.take(key(order.workload()))) return Action.HELD_BACK;
    try {
      return done(order);
    } catch (EngineException e) {
      if (isOver(e.failure())) return Action.DETECTED_ONLY;
      LOG.log(System.Logger.Level.ERROR, "a response to " + order.id() + ": " + e.getMessage());
      return Action.FAILED;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a response to " + order.id(), e);
      return Action.FAILED;
    }
  }

  private Action done(Order order) throws EngineException {
    if (order.responses().contains(Response.REMOVE)) {
      engine.remove(order.id());
      return Action.REMOVED;
    }
    if (order.responses().contains(Response.STOP)) {
      engine.kill(order.id(), "KILL");
      return Action.STOPPED;
    }
    Action action = Action.DETECTED_ONLY;
    if (order.responses().contains(Response.ISOLATE)) {
      engine.disconnect(order.id());
      action = Action.ISOLATED;
    }
    if (order.responses().contains(Response.PAUSE)) {
      engine.pause(order.id());
      action = Action.PAUSED;
    }
    return action;
  }

  /** Whether the container had ended by itself before: what it did is not undone. */
  private static boolean isOver(EngineFailure failure) {
    return failure instanceof EngineFailure.Refused refused
        && (refused.status() == 404 || refused.status() == 409);
  }

  /** Containers of one image are one workload here, however often they are made anew. */
  private static String key(Workload workload) {
    return workload.image().map(image -> image.name()).orElse(workload.name());
  }

  private void report(Order order, Action action) {
    reports.accept(
        new Report(
            java.util.Optional.of(order.workload()),
            order.event(),
            order.verdict(),
            action,
            Mechanisms.ENGINE,
            order.revision()));
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(LONGEST_STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
