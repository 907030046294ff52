package dev.sekisho.enforcer;

import dev.sekisho.kernel.BpfFileSystem;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.kernel.probe.KernelProbe;
import dev.sekisho.model.Host;
import dev.sekisho.model.Mechanism;
import dev.sekisho.model.ProblemException;
import dev.sekisho.model.Severity;
import dev.sekisho.runtime.RuntimePlane;
import dev.sekisho.runtime.Settings;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Backoff;
import dev.sekisho.wire.DirectoryLock;
import dev.sekisho.wire.EnrolmentToken;
import dev.sekisho.wire.OwnerOnly;
import dev.sekisho.wire.Spool;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/**
 * The program put together: what decides, what keeps, what talks to the manager, and what looks
 * after them. {@link #start} wires, {@link #await} lasts, {@link #stop} takes down in order.
 */
final class Enforcer {
  private static final Duration LAST_SENDING = Duration.ofSeconds(2);

  private final EnforcerOptions options;
  private final EnforcerLog log;
  private final RandomGenerator random = new SecureRandom();
  private final HostFacts facts;
  private final DirectoryLock lock;
  private final HostClock clock;
  private final Spool spool;
  private final HostJournal journal;
  private final HeldPolicies policies;
  private final BundleStore bundles;
  private final IdentityStore identities;
  private final ManagerLink link;
  private final DecisionLog decisions;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Those that only wait for the manager. The others write to the spool, and an interrupt would
   * close its files under them.
   */
  private final List<Thread> interruptible = new ArrayList<>();

  private volatile Optional<Plane> plane = Optional.empty();
  private Optional<Watchdog> watchdog = Optional.empty();
  private Optional<Reporter> reporter = Optional.empty();

  private Enforcer(EnforcerOptions options, EnforcerLog log, DirectoryLock lock)
      throws IOException {
    this.options = options;
    this.log = log;
    this.lock = lock;
    this.facts = new HostFacts(options.hostRoot());
    Path data = options.data();
    this.clock = HostClock.open(data.resolve("policies"), InstantSource.system());
    this.spool = Spool.open(data.resolve("spool"), options.spoolBytes(), InstantSource.system());
    this.journal = HostJournal.open(data.resolve("journal"));
    this.policies = new HeldPolicies(clock);
    this.bundles = new BundleStore(data.resolve("policies"));
    this.identities = new IdentityStore(data.resolve("identity"));
    this.link =
        new ManagerLink(
            options.manager().orElse(ManagerLink.NOWHERE),
            identities,
            InstantSource.system(),
            Locale.getDefault());
    this.decisions =
        new DecisionLog(
            spool, link::hostId, () -> policies.set().revision(), InstantSource.system());
  }

  /**
   * Starts everything; comes back when what runs is protected.
   *
   * @throws ProblemException a person must act first
   */
  static Enforcer start(EnforcerOptions options, PrintStream out)
      throws IOException, InterruptedException {
    OwnerOnly.createDirectories(options.data());
    EnforcerLog log = new EnforcerLog(out, InstantSource.system(), Problems.messages());
    Enforcer enforcer = new Enforcer(options, log, takeLock(options.data()));
    enforcer.begin();
    // The start reads the kernel's types and the images' files, some ten megabytes that are garbage
    // now; nothing later needs as much, so the memory goes back to the host.
    System.gc();
    return enforcer;
  }

  private static DirectoryLock takeLock(Path data) {
    try {
      DirectoryLock lock = DirectoryLock.take(data);
      String pid = Long.toString(ProcessHandle.current().pid());
      OwnerOnly.replace(data.resolve("pid"), pid.getBytes(StandardCharsets.US_ASCII));
      return lock;
    } catch (IOException e) {
      throw Problems.exception("data-in-use", data.toString(), String.valueOf(e.getMessage()));
    }
  }

  private void begin() throws IOException, InterruptedException {
    Optional<EnrolmentToken> token = Optional.empty();
    if (options.manager().isPresent()) {
      token = enrolment().resume(options.tokenFile());
      if (link.identity().isPresent()) loadBundle();
    } else {
      policies.replace(
          new StandAlonePolicies(
                  options.data().resolve("policies"), Problems.messages(), Locale.getDefault())
              .load(options.policyFiles(), clock.instant()));
    }
    List<Mechanism> mechanisms = mechanisms();
    startPlane();
    decisions.notice(
        "enforcer-started",
        Severity.LOW,
        Map.of("version", Version.TEXT, "revision", Long.toString(policies.set().revision())));
    startThreads(token, mechanisms);
    log.say(
        "log.started",
        Version.TEXT,
        Long.toString(policies.set().revision()),
        Integer.toString(plane.map(p -> p.workloads().size()).orElse(0)));
  }

  private Enrolment enrolment() {
    return new Enrolment(
        link,
        identities,
        bundles,
        facts,
        options.data().resolve("identity"),
        log,
        Problems.messages());
  }

  private void loadBundle() throws IOException {
    Optional<BundleCheck.Result> loaded = bundles.load(link.identity().orElseThrow());
    if (loaded.isEmpty()) return;
    switch (loaded.get()) {
      case BundleCheck.Result.Believed(AgentApi.Bundle bundle) -> policies.replace(bundle);
      case BundleCheck.Result.Doubted doubted -> PolicyWatch.doubted(decisions, log, doubted);
    }
  }

  private static List<Mechanism> mechanisms() throws IOException {
    return KernelProbe.run().answers().stream()
        .map(answer -> new Mechanism(answer.mechanism().label(), answer.available(), answer.why()))
        .toList();
  }

  private void startPlane() throws IOException {
    Path page = options.data().resolve("run").resolve("pulse");
    OwnerOnly.createDirectories(options.data().resolve("run"));
    try {
      mountPins();
      Settings settings =
          new Settings(
              options.engineSocket(),
              options.pins(),
              page,
              this::host,
              List.of(),
              true,
              Optional.of(options.gate()),
              options.proveEvery());
      plane = Optional.of(Plane.of(RuntimePlane.start(settings, policies, decisions, journal)));
    } catch (IOException e) {
      // Without the kernel nothing can be held; the manager must hear of it all the same.
      log.problem("plane", Problems.of("nothing-held", String.valueOf(e.getMessage())));
      decisions.notice(
          "nothing-held", Severity.CRITICAL, Map.of("why", String.valueOf(e.getMessage())));
      return;
    }
    if (plane.get().pulse().isEmpty()) return;
    watchdog = Watchdog.prepare(options.data().resolve("run"), page, decisions);
    if (watchdog.isPresent()) {
      watchdog.get().tell(plane.get().pulse().get());
      watchdog.get().start();
    } else {
      log.problem("watchdog", Problems.of("no-watchdog", System.getProperty("os.arch", "unknown")));
    }
  }

  private Host host() {
    return link.identity().map(i -> facts.read(i.host())).orElseGet(facts::read);
  }

  /** Mounts a bpffs above the pins where the host has none, and writes that down before. */
  private void mountPins() throws IOException {
    Path parent = options.pins().getParent();
    if (parent == null || FileSystem.magic(parent) == FileSystem.BPF) return;
    HostChange mount = new HostChange.Mounted(parent.toString());
    journal.record(mount);
    if (!BpfFileSystem.ensureMounted(parent)) journal.takenBack(mount);
  }

  private void startThreads(Optional<EnrolmentToken> token, List<Mechanism> mechanisms) {
    thread(
        "housekeeping",
        new Housekeeping(spool, clock, policies, () -> plane, watchdog, decisions, log)::run);
    if (options.manager().isEmpty()) return;
    Reporter reports =
        new Reporter(
            link, facts, policies, spool, () -> plane, mechanisms, log, InstantSource.system());
    reporter = Optional.of(reports);
    PolicyWatch watch =
        new PolicyWatch(
            link, bundles, policies.set().revision(), this::hold, decisions, log, random);
    token.ifPresent(
        t ->
            interruptible.add(
                thread(
                    "enrolment",
                    () -> {
                      if (enrolment().enrol(t, random)) watch.startOver();
                      reports.soon();
                    })));
    thread("courier", new Courier(spool, link, log, Backoff.USUAL, random)::run);
    interruptible.add(thread("reports", reports::run));
    interruptible.add(thread("policies", watch::run));
  }

  private void hold(AgentApi.Bundle bundle) {
    policies.replace(bundle);
    plane.ifPresent(Plane::policiesChanged);
    reporter.ifPresent(Reporter::soon);
  }

  /** A loop of the program. What it cannot bear ends the program, not the thread alone. */
  private interface Loop {
    void run() throws IOException, InterruptedException;
  }

  private Thread thread(String name, Loop loop) {
    return Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(
            () -> {
              try {
                loop.run();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              } catch (IOException | RuntimeException | Error e) {
                ended.completeExceptionally(e);
              }
            });
  }

  /**
   * Waits until {@link #stop} was called or a part of the program could not go on.
   *
   * @throws ProblemException a person must act
   */
  void await() throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ProblemException problem -> throw problem;
        case IOException io -> throw new ProblemException(Problems.disk(io), io);
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Stops in order: what decides, what waits for answers, what is still to be sent. */
  void stop() {
    decisions.notice("enforcer-stopped", Severity.MEDIUM, Map.of("kept", keeps()));
    for (Thread thread : interruptible) thread.interrupt();
    // First nobody looks after the plane any more: what goes now is not tampering.
    Optional<Plane> held = plane;
    plane = Optional.empty();
    try {
      if (held.isPresent() && options.keepGuards()) held.get().leave();
      if (held.isPresent() && !options.keepGuards()) takeAway(held.get());
    } catch (IOException e) {
      log.problem("plane", Problems.disk(e));
    }
    watchdog.ifPresent(Watchdog::stop);
    sendTheRest();
    link.close();
    try {
      spool.close();
      journal.close();
      lock.close();
    } catch (IOException e) {
      log.problem("disk", Problems.disk(e));
    }
    log.say("log.stopped");
    ended.complete(null);
  }

  private String keeps() {
    return options.keepGuards() ? "guards" : "nothing";
  }

  private void takeAway(Plane held) throws IOException {
    held.remove();
    List<String> left =
        new HostRestoration(options.hostRoot())
            .takeBack(
                journal,
                change ->
                    change instanceof HostChange.FileWritten
                        || change instanceof HostChange.Mounted);
    left.forEach(what -> log.say("log.left", what));
  }

  /** The courier goes on by itself; it only needs the time. */
  private void sendTheRest() {
    if (link.identity().isEmpty()) return;
    long deadline = System.nanoTime() + LAST_SENDING.toNanos();
    try {
      while (spool.state().pending() > 0 && System.nanoTime() < deadline) Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
