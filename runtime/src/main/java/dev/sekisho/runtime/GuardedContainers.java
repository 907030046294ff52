package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.RootFileSystem;
import dev.sekisho.container.UserNames;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.guard.GuardConfiguration;
import dev.sekisho.model.Host;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Puts containers under guard and lets them go: the one place that changes what is guarded. One
 * lock; the loops read what the {@link Shelf} shows.
 */
final class GuardedContainers {
  private static final System.Logger LOG = System.getLogger(GuardedContainers.class.getName());

  private final Supplier<Host> host;
  private final Policies policies;
  private final Surroundings surroundings;
  private final Optional<PinnedGuard> kernel;
  private final Optional<Marks> marks;
  private final ProcessLimits limits;
  private final Shelf shelf;
  private final Pulse pulse;
  private final GroupLedger ledger;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, GuardConfiguration> templates = new HashMap<>();
  private final Map<Long, String> templatePrefixes = new HashMap<>();

  /** Containers that exist and do not run. */
  private final Map<String, ContainerFacts> idle = new HashMap<>();

  GuardedContainers(
      Supplier<Host> host,
      Policies policies,
      Surroundings surroundings,
      Optional<PinnedGuard> kernel,
      Optional<Marks> marks,
      ProcessLimits limits,
      Shelf shelf,
      Pulse pulse,
      GroupLedger ledger) {
    this.host = host;
    this.policies = policies;
    this.surroundings = surroundings;
    this.kernel = kernel;
    this.marks = marks;
    this.limits = limits;
    this.shelf = shelf;
    this.pulse = pulse;
    this.ledger = ledger;
  }

  /**
   * It exists: what holds for it is laid ready in the kernel, so that its first execution is
   * judged.
   */
  void created(ContainerFacts facts) {
    locked(
        () -> {
          idle.put(facts.id(), facts);
          expect(facts.id(), Held.first(policies.effective(facts.workload(host.get()))));
        });
  }

  /** It is gone for good. */
  void removed(String id) {
    locked(
        () -> {
          idle.remove(id);
          try {
            if (kernel.isPresent()) kernel.get().expectNoMore(id);
          } catch (KernelException e) {
            LOG.log(System.Logger.Level.WARNING, "of " + id + " stays: " + e.getMessage());
          }
        });
  }

  private void expect(String id, Held held) {
    try {
      if (kernel.isPresent()) kernel.get().expect(id, held.form());
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.ERROR, "the start of " + id + ": " + e.getMessage());
    }
  }

  /**
   * It is about to run: its root is mounted, so fanotify can ask about its very first execution.
   */
  void starting(ContainerFacts facts) {
    locked(
        () -> {
          Guarded guarded = describe(facts, shelf.find(facts.id()).map(Guarded::held));
          if (facts.root() instanceof RootFileSystem.Overlay overlay) {
            guarded = marked(guarded, overlay.merged());
          }
          shelf.put(guarded);
          publish();
        });
  }

  /** It runs. */
  void started(ContainerFacts facts) {
    locked(
        () -> {
          Optional<Held> prepared =
              shelf.find(facts.id()).filter(g -> g.cgroup().isEmpty()).map(Guarded::held);
          Guarded described = describe(facts, prepared);
          if (facts.pid().isEmpty()) return; // it has ended before it could be looked at
          underGuard(described);
        });
  }

  private void underGuard(Guarded described) {
    idle.remove(described.id());
    expect(described.id(), described.held());
    described.cgroup().ifPresent(group -> ledger.add(group, described.id()));
    configure(described, true);
    Guarded guarded =
        othersMarked(marked(described, Path.of("/proc", "" + described.firstProcess(), "root")));
    shelf.put(guarded);
    publish();
    holdLimit(guarded);
    template(guarded);
  }

  /** Its name or other facts changed; policies may select it otherwise now. */
  void changed(ContainerFacts facts) {
    locked(
        () ->
            shelf
                .find(facts.id())
                .ifPresent(
                    guarded -> {
                      Workload workload = facts.workload(host.get());
                      Guarded renamed = guarded.withFacts(facts, workload);
                      rehold(
                          renamed, guarded.held().policy().changedTo(policies.effective(workload)));
                      publish();
                    }));
  }

  /** Its processes have ended. */
  void ended(String id) {
    locked(
        () ->
            shelf
                .find(id)
                .ifPresent(
                    guarded -> {
                      shelf.end(guarded);
                      idle.put(id, guarded.facts());
                      // Its next run is held to what the policies say then, atStart included.
                      expect(id, Held.first(policies.effective(guarded.workload())));
                      publish();
                      guarded.rootDevice().ifPresent(d -> marks.ifPresent(m -> m.ended(d)));
                      guarded.pids().ifPresent(this::forgetLimit);
                    }));
  }

  /** Every running container gets what the policies say now. */
  void policiesChanged() {
    locked(
        () -> {
          for (Guarded guarded : shelf.running()) {
            Workload workload = guarded.facts().workload(host.get());
            Guarded described = guarded.withFacts(guarded.facts(), workload);
            rehold(described, guarded.held().policy().changedTo(policies.effective(workload)));
          }
          for (ContainerFacts facts : idle.values()) {
            expect(facts.id(), Held.first(policies.effective(facts.workload(host.get()))));
          }
          publish();
          marks.ifPresent(Marks::forget);
          for (Long parent : List.copyOf(templates.keySet())) setTemplate(parent);
          dropUnused();
        });
  }

  private void rehold(Guarded guarded, EffectivePolicy policy) {
    Guarded held = guarded.withHeld(guarded.held().changedTo(policy));
    expect(held.id(), held.held());
    configure(held, false);
    if (held.firstProcess() != 0) {
      held = marked(held, Path.of("/proc", "" + held.firstProcess(), "root"));
      held = othersMarked(held);
      holdLimit(held);
    }
    shelf.put(held);
  }

  private Guarded describe(ContainerFacts facts, Optional<Held> prepared) {
    Workload workload = facts.workload(host.get());
    Held held = prepared.orElseGet(() -> Held.first(policies.effective(workload)));
    RootFileSystem root = Surroundings.confirmed(facts);
    int pid = facts.pid().orElse(0);
    Optional<Surroundings.Group> group = pid == 0 ? Optional.empty() : surroundings.group(pid);
    Optional<Path> pids = pid == 0 ? Optional.empty() : surroundings.pidsDirectory(pid);
    return new Guarded(
        facts,
        workload,
        facts.startedAt().orElseGet(Instant::now),
        held,
        surroundings.footing(
            root,
            group.isPresent(),
            pids.isPresent(),
            facts.container().runtime().equals(GateFiles.RUNTIME)),
        group.map(g -> OptionalLong.of(g.id())).orElse(OptionalLong.empty()),
        group.map(Surroundings.Group::directory),
        pids,
        root,
        OptionalLong.empty(),
        List.of(),
        PasswordFile.users(root),
        false);
  }

  private void configure(Guarded guarded, boolean seed) {
    if (kernel.isEmpty() || guarded.cgroup().isEmpty()) return;
    try {
      OptionalLong root =
          Surroundings.device(Path.of("/proc", "" + guarded.firstProcess(), "root"));
      kernel.get().configure(guarded.cgroup().getAsLong(), root, guarded.held().form());
      if (seed) kernel.get().seed();
    } catch (KernelException e) {
      if (e.errno() != Errno.ENOSYS) {
        LOG.log(
            System.Logger.Level.ERROR,
            "the kernel's guard of " + guarded.id() + ": " + e.getMessage());
      }
    }
  }

  private Guarded marked(Guarded guarded, Path directory) {
    if (marks.isEmpty()) return guarded;
    long mask = marks.get().mask(guarded.held(), surroundings.kernelJudges());
    OptionalLong device = marks.get().markRoot(guarded.root(), directory, mask);
    return guarded.withDevices(device, guarded.otherDevices());
  }

  /** Volumes and tmpfs: only executions and scripts there are of interest, and only for drift. */
  private Guarded othersMarked(Guarded guarded) {
    if (marks.isEmpty() || !guarded.held().drifts()) return guarded;
    long mask = marks.get().mask(guarded.held(), surroundings.kernelJudges());
    List<Long> devices = new ArrayList<>();
    for (Surroundings.OtherMount mount : Surroundings.otherMounts(guarded.facts())) {
      if (marks.get().markMount(mount, mask)) devices.add(mount.device());
    }
    return guarded.withDevices(guarded.rootDevice(), devices);
  }

  private void holdLimit(Guarded guarded) {
    guarded
        .pids()
        .ifPresent(
            directory ->
                limits.hold(
                    directory,
                    ForkGuardGuard.pidsMaximum(
                        guarded.held().policy(),
                        guarded.footing().bpfHere() && guarded.footing().forks())));
  }

  private void forgetLimit(Path directory) {
    try {
      limits.forget(directory);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the journal of " + directory + ": " + e.getMessage());
    }
  }

  /**
   * What starts beside a container in the same parent group is guarded from birth, also while this
   * process is dead: by what the policies say of a workload of which nothing is known.
   */
  private void template(Guarded guarded) {
    if (guarded.group().isEmpty() || kernel.isEmpty()) return;
    OptionalLong id = groupId(guarded.group().get().resolveSibling("."));
    if (id.isEmpty() || templates.containsKey(id.getAsLong())) return;
    String name = guarded.group().get().getFileName().toString();
    addTemplate(id.getAsLong(), name.startsWith("docker-") ? "docker-" : "");
  }

  private static OptionalLong groupId(Path directory) {
    try {
      return OptionalLong.of(dev.sekisho.kernel.Cgroups.id(directory));
    } catch (KernelException gone) {
      return OptionalLong.empty();
    }
  }

  /** Guards what starts below a parent group. */
  void addTemplate(long parent, String namePrefix) {
    locked(
        () -> {
          templatePrefixes.put(parent, namePrefix);
          setTemplate(parent);
        });
  }

  private void setTemplate(long parent) {
    if (kernel.isEmpty()) return;
    KernelForm form = KernelForm.of(policies.effective(unknown("")));
    try {
      kernel.get().template(parent, templatePrefixes.getOrDefault(parent, ""), form);
      templates.put(parent, form.configuration());
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.ERROR, "the kernel's template: " + e.getMessage());
    }
  }

  /** A workload of which only the host is known. */
  Workload unknown(String id) {
    return new Workload(
        id,
        host.get(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of("container", "image", "kubernetes", "marathon"));
  }

  /** Stands for a cgroup of which the engine has not told: a container that is gone already. */
  Guarded stranger(long cgroup) {
    Optional<String> known = ledger.container(cgroup);
    Optional<Guarded> later = known.flatMap(shelf::find);
    if (later.isPresent()) return later.get();
    Workload workload = unknown(known.orElse("cgroup-" + cgroup));
    ContainerFacts facts = Strangers.facts(workload.id());
    return new Guarded(
        facts,
        workload,
        Instant.now(),
        Held.first(policies.effective(workload)),
        surroundings.footing(facts.root(), true, false, false),
        OptionalLong.of(cgroup),
        Optional.empty(),
        Optional.empty(),
        facts.root(),
        OptionalLong.empty(),
        List.of(),
        new UserNames(Map.of()),
        true);
  }

  private void dropUnused() {
    try {
      if (kernel.isPresent()) kernel.get().dropUnused(templates.values());
    } catch (KernelException e) {
      LOG.log(System.Logger.Level.WARNING, "old rules stay in the kernel: " + e.getMessage());
    }
  }

  /** The first full round is done: rules that nobody uses any more may go. */
  void settled() {
    locked(this::dropUnused);
  }

  private void publish() {
    shelf.publish();
    List<Guarded> closed =
        shelf.running().stream().filter(guarded -> guarded.held().failsClosed()).toList();
    List<Long> devices = new ArrayList<>();
    for (Guarded guarded : closed) {
      guarded.rootDevice().ifPresent(devices::add);
      devices.addAll(guarded.otherDevices());
    }
    long[] numbers = devices.stream().mapToLong(WatchedFiles::statDevice).toArray();
    boolean[] closes = new boolean[numbers.length];
    java.util.Arrays.fill(closes, true);
    pulse.failModes(numbers, closes);
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
