package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Proves on a schedule that guards hold: in each container a canary tries what its policies forbid
 * or want reported, and what the kernel did about it is compared with what it should have done.
 *
 * <p>A new container and one whose policies changed are tried within seconds, the others again
 * after the set time. What the kernel reports of a canary is no decision about the workload and
 * reaches no sink.
 */
final class Canaries implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Canaries.class.getName());

  /** Flights in one round of a second, so that a thousand containers are no load. */
  private static final int FLIGHTS_A_ROUND = 4;

  /** A container has this long to start in peace. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private static final Duration REPORT_PATIENCE = Duration.ofSeconds(5);

  /** The kernel's report of a start is exact, that of /proc is in hundredths of a second. */
  private static final long SAME_START_NANOS = 20_000_000;

  /** Rounds and flights of other containers take their time. */
  private static final long SLACK_NANOS = 30_000_000_000L;

  private static final int REMEMBERED_FLIGHTS = 64;

  private final Optional<Canary> program;
  private final Supplier<List<Guarded>> running;
  private final Consumer<Report> reports;
  private final Duration every;
  private final Map<String, Proof> proofs = new ConcurrentHashMap<>();
  private final Map<String, Integer> doubts = new ConcurrentHashMap<>();
  private final Deque<Claim> claims = new ArrayDeque<>();
  private final Thread thread;
  private volatile boolean stopping;

  private record Claim(
      int pid, long startNanos, CompletableFuture<GuardEvent.Execution> execution) {}

  /**
   * @param program empty where this architecture has none: then nothing is proved
   * @param running the containers under watch
   * @param reports takes what is to be said
   * @param every how long a proof is fresh; zero to prove nothing
   */
  Canaries(
      Optional<Canary> program,
      Supplier<List<Guarded>> running,
      Consumer<Report> reports,
      Duration every) {
    this.program = program;
    this.running = running;
    this.reports = reports;
    this.every = every;
    this.thread = Thread.ofPlatform().daemon().name("sekisho-canaries").unstarted(this::run);
  }

  void start() {
    if (program.isPresent() && every.isPositive()) thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        round();
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    List<Guarded> now = running.get();
    List<String> ids = now.stream().map(Guarded::id).toList();
    proofs.keySet().retainAll(ids);
    doubts.keySet().retainAll(ids);
    int flights = 0;
    for (Guarded guarded : now) {
      if (stopping || flights == FLIGHTS_A_ROUND) return;
      if (!isDue(guarded)) continue;
      flights++;
      try {
        prove(guarded);
      } catch (IOException | RuntimeException e) {
        LOG.log(
            System.Logger.Level.WARNING, "the canary of " + guarded.id() + ": " + e.getMessage());
      }
    }
  }

  private boolean isDue(Guarded guarded) {
    if (guarded.firstProcess() == 0 || guarded.ended() || guarded.group().isEmpty()) return false;
    if (!guarded.footing().bpfHere() || !asksForProof(guarded)) return false;
    if (guarded.since().isAfter(Instant.now().minus(SETTLING))) return false;
    Proof proof = proofs.get(guarded.id());
    return proof == null
        || proof.revision() != guarded.held().form().revision()
        || System.nanoTime() - proof.atNanos() > every.toNanos();
  }

  private static boolean asksForProof(Guarded guarded) {
    return !guarded.held().policy().clauses().isEmpty();
  }

  private void prove(Guarded guarded) throws IOException, InterruptedException {
    Canary canary = program.orElseThrow();
    Optional<Rule.Name> listed = listedName(guarded.held().form());
    String name = listed.map(Rule.Name::name).orElse("sekisho-canary");
    long at = System.nanoTime();
    try (Canary.Flight flight =
        canary.fromMemory(guarded.firstProcess(), guarded.group().orElseThrow(), name)) {
      Optional<ProcessTable.Entry> process = flight.pid().flatMap(ProcessTable::read);
      if (process.isEmpty()) {
        // It has just ended, or its group takes no processes: no proof, and no harm.
        LOG.log(System.Logger.Level.DEBUG, "no canary in " + guarded.id());
        proofs.put(guarded.id(), new Proof(at, guarded.held().form().revision(), Map.of()));
        return;
      }
      Claim claim = claim(process.get());
      Canary.Outcome outcome = flight.fly();
      if (outcome instanceof Canary.Outcome.Aborted) return;
      conclude(
          guarded, listed.map(rule -> rule.setting().mode()).orElse(Mode.OFF), at, outcome, claim);
    }
  }

  /** A name that the kernel's rules list, the firmest first. */
  private static Optional<Rule.Name> listedName(KernelForm form) {
    return form.blockRules().stream()
        .filter(Rule.Name.class::isInstance)
        .map(Rule.Name.class::cast)
        .max(Comparator.comparing(rule -> rule.setting().mode()));
  }

  private void conclude(
      Guarded guarded, Mode blocklist, long at, Canary.Outcome outcome, Claim claim)
      throws InterruptedException {
    Optional<GuardEvent.Execution> event = reported(claim);
    KernelForm form = guarded.held().form();
    if (event.isPresent() && event.get().subject().revision() != form.revision()) {
      return; // the policies changed in between: the next round asks again
    }
    Proof proof = Proof.of(at, form, blocklist, outcome, event);
    Proof before = proofs.get(guarded.id());
    // Policies that changed under the flight, or a ring that is behind, are no failure: only what
    // is seen twice in a row is.
    boolean certain = !proof.failed() || doubts.merge(guarded.id(), 1, Integer::sum) > 1;
    if (!certain) return;
    if (!proof.failed()) doubts.remove(guarded.id());
    proofs.put(guarded.id(), proof);
    if (proof.failed() && (before == null || !before.failed())) tell(guarded, proof);
  }

  private static Optional<GuardEvent.Execution> reported(Claim claim) throws InterruptedException {
    try {
      return Optional.of(claim.execution().get(REPORT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException none) {
      return Optional.empty();
    }
  }

  private void tell(Guarded guarded, Proof proof) {
    proof
        .results()
        .forEach(
            (control, result) -> {
              if (result.level() != Assurance.Level.FAILED) return;
              reports.accept(
                  EventPump.notice(
                      Optional.of(guarded),
                      new Event.Notice(
                          Instant.now(),
                          "proof-failed",
                          Severity.CRITICAL,
                          Map.of("control", control, "why", result.why().key())),
                      Action.FAILED));
            });
  }

  private Claim claim(ProcessTable.Entry process) {
    Claim claim = new Claim(process.pid(), process.startNanos(), new CompletableFuture<>());
    synchronized (claims) {
      claims.addFirst(claim);
      if (claims.size() > REMEMBERED_FLIGHTS) claims.removeLast();
    }
    return claim;
  }

  /** Whether the event is a canary's; called on the thread that reads the ring. */
  boolean takes(GuardEvent event) {
    GuardEvent.Subject subject = event.subject();
    synchronized (claims) {
      for (Claim claim : claims) {
        if (claim.pid() == subject.pid()
            && Math.abs(claim.startNanos() - subject.startNanoseconds()) < SAME_START_NANOS) {
          if (event instanceof GuardEvent.Execution execution)
            claim.execution().complete(execution);
          return true;
        }
      }
    }
    return false;
  }

  /** The assurance with what canaries showed lately. */
  Assurance refine(Guarded guarded, Assurance assurance) {
    return Optional.ofNullable(proofs.get(guarded.id()))
        .filter(proof -> proof.revision() == guarded.held().form().revision())
        .filter(proof -> System.nanoTime() - proof.atNanos() < 2 * every.toNanos() + SLACK_NANOS)
        .map(proof -> proof.refine(assurance))
        .orElse(assurance);
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(REPORT_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
