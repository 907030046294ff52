package dev.sekisho.runtime;

import dev.sekisho.container.ContainerChange;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.container.EngineWatch;
import dev.sekisho.kernel.Cgroups;
import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.guard.BpfGuard;
import dev.sekisho.kernel.guard.GuardCounters;
import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds policies on the containers of this host: finds them, attributes what happens to them, and
 * runs one guard for each control.
 *
 * <p>Threads: one fanotify loop that answers and allocates nothing on its usual path, one that
 * reads the kernel's ring and calls the sink, one that follows the engine and changes what is
 * guarded, one for clauses that change by themselves. All calls here are safe from any thread.
 */
public final class RuntimePlane implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RuntimePlane.class.getName());

  /** How long {@link #start} waits for the containers that run already. */
  private static final Duration FIRST_ROUND = Duration.ofSeconds(30);

  private final Settings settings;
  private final Pulse pulse;
  private final Optional<PinnedGuard> kernel;
  private final Optional<FanotifyLoop> loop;
  private final EventPump pump;
  private final ProcessLimits limits;
  private final Shelf shelf;
  private final GuardedContainers containers;
  private final WorkloadStates states;
  private final Canaries canaries;
  private final Losses losses;
  private final DockerEngine engine;
  private final EngineWatch watch;
  private final Responder responder;
  private final Starts starts;
  private final GateJudge gateJudge;
  private volatile Optional<Gate> gate = Optional.empty();
  private final PolicyTimer timer;
  private final Map<String, Gap> gaps = new ConcurrentHashMap<>();
  private final CountDownLatch firstRound = new CountDownLatch(1);

  private RuntimePlane(
      Settings settings,
      Policies policies,
      DecisionSink sink,
      HostChanges changes,
      Opened<BpfGuard> bpf,
      Opened<Fanotify> fanotify)
      throws IOException {
    this.settings = settings;
    this.losses = new Losses();
    this.pulse = Pulse.open(settings.pulse());
    this.kernel = bpf.it().map(PinnedGuard::new);
    Cgroups cgroups = Cgroups.detect();
    Surroundings surroundings =
        new Surroundings(cgroups, kernel, bpf.why(), fanotify.it().isPresent(), fanotify.why());
    this.shelf = new Shelf(surroundings.kernelJudges());
    this.limits = new ProcessLimits(changes);
    Optional<Marks> marks = fanotify.it().map(group -> new Marks(group, settings.foreignOpens()));
    this.containers =
        new GuardedContainers(
            settings.host(),
            policies,
            surroundings,
            kernel,
            marks,
            limits,
            shelf,
            pulse,
            GroupLedger.open(settings.pulse().resolveSibling("groups")));
    ProcessTable processes = new ProcessTable();
    Actors actors = new Actors(processes);
    ScriptNotes notes = new ScriptNotes();
    Narrator narrator =
        new Narrator(
            new BootClock(Clock.systemUTC()),
            actors,
            notes,
            file -> kernel.map(guard -> guard.isInjected(file)).orElse(false),
            new ContentOrigins());
    this.pump =
        new EventPump(
            bpf.it().map(BpfGuard::events),
            shelf::byCgroup,
            containers::stranger,
            new KernelDecisions(narrator, processes),
            sink,
            this::isCanary,
            losses);
    this.loop =
        fanotify
            .it()
            .map(
                group ->
                    new FanotifyLoop(
                        group,
                        new FileJudge(
                            group,
                            shelf::files,
                            pulse,
                            notes,
                            actors,
                            pump::offer,
                            this::letPass,
                            () -> losses.count("fanotify-queue-overflow")),
                        pulse));
    this.canaries =
        new Canaries(
            Canary.prepare(settings.pulse().resolveSibling("canary")),
            () -> List.copyOf(shelf.running()),
            pump::offer,
            settings.canaries());
    this.states = new WorkloadStates(shelf, canaries::refine);
    this.engine = DockerEngine.at(settings.engineSocket());
    this.watch = new EngineWatch(engine, this::follow);
    this.responder = new Responder(engine, pump::offer, losses);
    this.starts =
        new Starts(settings.host(), policies, shelf, watch::reached, responder, pump::offer);
    this.gateJudge =
        new GateJudge(
            settings.host(), policies, shelf, engine, watch::reached, starts, pump::offer);
    this.timer = new PolicyTimer(policies, this::policiesChanged);
  }

  private boolean isCanary(GuardEvent event) {
    return canaries.takes(event);
  }

  /** Something of the kernel that could be opened, or why not. */
  private record Opened<T>(Optional<T> it, String why) {
    interface Opening<T> {
      T open() throws IOException;
    }

    static <T> Opened<T> of(Opening<T> opening) {
      try {
        return new Opened<>(Optional.of(opening.open()), "");
      } catch (IOException e) {
        return new Opened<>(Optional.empty(), String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * Starts to protect: adopts pinned kernel programs or loads them, marks what runs, and follows
   * the engine from then on. It comes back when the containers that run already are guarded, or the
   * engine was found to be away; then it waits for the engine in the background.
   *
   * @param settings its surroundings
   * @param policies what is wanted
   * @param sink takes every decision
   * @param changes remembers what is changed on the host
   * @throws IOException the kernel offers neither of the two mechanisms, fanotify and BPF: nothing
   *     can be protected. Where only one is missing it starts and says so in {@link #gaps} and in
   *     each workload's assurances
   */
  public static RuntimePlane start(
      Settings settings, Policies policies, DecisionSink sink, HostChanges changes)
      throws IOException {
    Opened<BpfGuard> bpf = Opened.of(() -> BpfGuard.open(settings.pins()));
    Opened<Fanotify> fanotify = Opened.of(Fanotify::open);
    if (bpf.it().isEmpty() && fanotify.it().isEmpty()) {
      throw new IOException(
          "nothing can be protected: BPF: " + bpf.why() + "; fanotify: " + fanotify.why());
    }
    RuntimePlane plane = new RuntimePlane(settings, policies, sink, changes, bpf, fanotify);
    plane.begin(bpf.why(), fanotify.why());
    return plane;
  }

  private void begin(String bpfMissing, String fanotifyMissing) throws IOException {
    if (!bpfMissing.isEmpty()) gaps.put("bpf", new Gap("bpf", bpfMissing));
    if (!fanotifyMissing.isEmpty()) gaps.put("fanotify", new Gap("fanotify", fanotifyMissing));
    if (kernel.isPresent()) {
      kernel.get().hostNamespace(EngineSide.hostNamespace());
      EngineSide.register(kernel.get(), settings.runtimes(), info());
      String missing = kernel.get().missing();
      if (!missing.isEmpty()) gaps.put("bpf-parts", new Gap("bpf", missing));
    }
    loop.ifPresent(FanotifyLoop::start);
    pump.start();
    responder.start();
    watch.start();
    try {
      if (!firstRound.await(FIRST_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
        gaps.put("first-round", new Gap("engine", "slow to tell what runs"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (kernel.isPresent()) kernel.get().kernel().removeOtherVersions();
    timer.start();
    canaries.start();
    openGate();
  }

  private void openGate() {
    if (settings.gate().isEmpty()) return;
    try {
      Gate opened =
          Gate.open(
              settings.gate().get(),
              gateJudge::judge,
              noted -> {
                String why = "the enforcer did not answer";
                if (noted.passed() > 0) gateJudge.tell(false, noted.passed(), why);
                if (noted.refused() > 0) gateJudge.tell(true, noted.refused(), why);
              });
      opened.failMode(gateJudge.failMode());
      opened.start();
      gate = Optional.of(opened);
    } catch (IOException e) {
      gaps.put("gate", new Gap("gate", String.valueOf(e.getMessage())));
    }
  }

  private Optional<EngineInfo> info() {
    try {
      return Optional.of(engine.info());
    } catch (EngineException away) {
      return Optional.empty(); // the watch tells of it, and again when it is there
    }
  }

  private void follow(ContainerChange change) {
    try {
      switch (change) {
        case ContainerChange.Created c -> {
          containers.created(c.facts());
          starts.created(c.facts());
        }
        case ContainerChange.Starting c -> containers.starting(c.facts());
        case ContainerChange.Started c -> {
          containers.started(c.facts());
          starts.started(c.facts());
        }
        case ContainerChange.Changed c -> containers.changed(c.facts());
        case ContainerChange.Ended c -> containers.ended(c.id());
        case ContainerChange.Unreadable c -> gaps.put(c.id(), c.gap());
        case ContainerChange.Removed c -> {
          gaps.remove(c.id());
          containers.removed(c.id());
        }
        case ContainerChange.EngineLost c -> {
          gaps.put("engine", c.gap());
          firstRound.countDown();
        }
        case ContainerChange.EngineReached c -> reached(c.engine());
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the watch, and with it the protection of what starts later.
      losses.count("container-changes-failed");
      LOG.log(System.Logger.Level.ERROR, "a change of containers could not be followed", e);
    }
  }

  private void reached(EngineInfo info) {
    gaps.remove("engine");
    if (kernel.isPresent()) {
      try {
        EngineSide.register(kernel.get(), settings.runtimes(), Optional.of(info));
      } catch (KernelException e) {
        gaps.put("runtimes", new Gap("bpf", String.valueOf(e.getMessage())));
      }
    }
    if (firstRound.getCount() > 0) containers.settled();
    firstRound.countDown();
  }

  private void letPass(Guarded guarded, dev.sekisho.model.Executable file) {
    try {
      if (kernel.isPresent()) kernel.get().allow(guarded, file);
    } catch (KernelException e) {
      losses.count("allowances-refused");
      LOG.log(System.Logger.Level.ERROR, file.path() + " will be killed: " + e.getMessage());
    }
  }

  /** What runs, protected or not, in the order of names. */
  public List<WorkloadState> workloads() {
    return states.all();
  }

  /** Events lost before they reached the sink, by cause, since the guard was loaded. */
  public Map<String, Long> lost() {
    Map<String, Long> lost = new TreeMap<>(losses.counts());
    if (kernel.isPresent()) {
      try {
        GuardCounters counters = kernel.get().kernel().counters();
        lost.put("kernel-ring-full", counters.eventsLost());
        lost.put("kernel-signals-refused", counters.signalsRefused());
        lost.put("kernel-containers-refused", counters.configurationsRefused());
        lost.put("kernel-tasks-refused", counters.tasksRefused());
        lost.put("kernel-nodes-refused", counters.nodesRefused());
      } catch (KernelException e) {
        LOG.log(System.Logger.Level.WARNING, "the kernel's counters: " + e.getMessage());
        lost.put("kernel-counters-unreadable", 1L);
      }
    }
    lost.values().removeIf(count -> count == 0);
    return lost;
  }

  /** What is not watched, and why. */
  public List<Gap> gaps() {
    return List.copyOf(gaps.values());
  }

  /** What a person should put right: the engine cannot be reached, the kernel lacks something. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (gaps.containsKey("engine")) {
      try {
        engine.info();
      } catch (EngineException e) {
        problems.add(e.failure().problem());
      }
    }
    return problems;
  }

  /**
   * The policies are others than before: every running workload gets what they ask of it now. Comes
   * back when that is in force, so that the caller may report the revision as held; nothing is
   * unprotected meanwhile.
   */
  public void policiesChanged() {
    containers.policiesChanged();
    starts.policiesChanged();
    gate.ifPresent(opened -> opened.failMode(gateJudge.failMode()));
    timer.again();
  }

  /** What others took away of the kernel guard since the start: pins, links. Empty is well. */
  public List<String> tampering() throws IOException {
    return kernel.isPresent() ? kernel.get().kernel().tampering() : List.of();
  }

  /** The shared memory that a watchdog maps. */
  public Pulse pulse() {
    return pulse;
  }

  /** Whether the loop that answers fanotify still does; true where there is none. */
  public boolean answering() {
    return loop.map(FanotifyLoop::alive).orElse(true);
  }

  /**
   * Stops deciding and leaves the pinned programs: they go on blocking and filling the ring. Limits
   * of processes stay. What fanotify alone held passes from now on.
   */
  @Override
  public void close() {
    gate.ifPresent(Gate::close);
    canaries.close();
    timer.close();
    watch.close();
    responder.close();
    engine.close();
    loop.ifPresent(FanotifyLoop::close);
    pump.close();
    kernel.ifPresent(PinnedGuard::close);
    pulse.close();
  }

  /** Stops, and takes all away that is ours in the kernel; limits get their old values. */
  public void remove() throws IOException {
    limits.restoreAll();
    gate.ifPresent(opened -> opened.failMode(FailMode.OPEN));
    close();
    removeLeftovers(settings.pins());
  }

  /**
   * Takes away what an earlier process left pinned, without starting anything. The values that the
   * journal remembers are put back by whoever keeps the journal.
   *
   * @param pins as in {@link Settings#pins}
   */
  public static void removeLeftovers(Path pins) throws IOException {
    PinnedGuard.remove(pins);
  }
}
