package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import dev.sekisho.kernel.bpf.Bpf;
import dev.sekisho.kernel.bpf.BpfMap;
import dev.sekisho.kernel.bpf.RingBuffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The guard of containers in the kernel: BPF programs and maps pinned in bpffs, which keep
 * enforcing when this process ends.
 *
 * <p>Calls are safe from any thread; events are read on one. Only one process at a time should hold
 * the guard.
 */
public final class BpfGuard implements AutoCloseable {
  private static final int TRUSTED_RUNTIME = 1;
  private static final int TRUSTED_INJECTED = 2;
  private static final int SEED_ROUNDS = 16;
  private static final byte[] ONLY = GuardCodec.number32(0);

  private final Path parent;
  private final GuardPins pins;
  private final GuardHash hash;
  private final RingBuffer events;
  private final ReentrantLock changes = new ReentrantLock();

  private BpfGuard(Path parent, GuardPins pins, GuardHash hash, RingBuffer events) {
    this.parent = parent;
    this.pins = pins;
    this.hash = hash;
    this.events = events;
  }

  /**
   * Adopts the guard that is pinned below a directory, or loads it there. A guard of another
   * version stays in force beside it until {@link #removeOtherVersions}: first give this one its
   * configurations, rules and templates, and {@link #seed}.
   *
   * @param parent a directory in bpffs, in production {@code /sys/fs/bpf/sekisho}; each version has
   *     its own directory below it
   * @throws KernelException what the kernel refused; then nothing new is left pinned
   */
  public static BpfGuard open(Path parent) throws IOException {
    return open(parent, GuardObject.load());
  }

  static BpfGuard open(Path parent, GuardObject object) throws IOException {
    GuardPins pins =
        GuardPins.open(
            parent,
            object,
            maps ->
                map(maps, "settings").update(ONLY, GuardCodec.settings(GuardHash.random(), 0, 0)));
    try {
      GuardHash hash = GuardCodec.hash(map(pins.maps(), "settings").lookup(ONLY).orElseThrow());
      // The ring has a descriptor of its own, so that closing it does not close the map for others.
      RingBuffer events =
          RingBuffer.map(Bpf.pinned(pins.directory().resolve("events")), object.ringSizeInBytes());
      return new BpfGuard(parent, pins, hash, events);
    } catch (IOException | RuntimeException e) {
      pins.close();
      throw e;
    }
  }

  /**
   * Takes all pins of all versions away: nothing is guarded afterwards. Does nothing when there are
   * none.
   */
  public static void remove(Path parent) throws IOException {
    GuardPins.removeVersions(parent, Optional.empty());
  }

  /** Takes guards of other versions away, when this one has all it needs. */
  public void removeOtherVersions() throws IOException {
    GuardPins.removeVersions(parent, Optional.of(pins.directory()));
  }

  /** Whether {@link #open} found a running guard of this version. */
  public boolean adopted() {
    return pins.adopted();
  }

  /** The parts that are not in force, with the kernel's reason. */
  public Map<Part, String> missing() {
    Map<Part, String> missing = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      List<String> refused =
          GuardObject.programs(part).stream().filter(pins.refused()::containsKey).toList();
      boolean alternatives =
          part == Part.MEMORY; // one program for each form that the tracepoint has had
      if (refused.isEmpty() || (alternatives && refused.size() < GuardObject.programs(part).size()))
        continue;
      missing.put(part, refused.getFirst() + ": " + pins.refused().get(refused.getFirst()));
    }
    return missing;
  }

  /**
   * Tells the guard which mount namespace is the host's; the container engine's process lives in
   * it. Until then nothing is judged and nothing is reported.
   */
  public void setHostNamespace(MountNamespace host) throws KernelException {
    changes.lock();
    try {
      map("settings").update(ONLY, GuardCodec.settings(hash, host.inode(), 0));
    } finally {
      changes.unlock();
    }
  }

  /** The mount namespace that the guard takes for the host's, when it was told. */
  public Optional<MountNamespace> hostNamespace() throws KernelException {
    long inode = GuardCodec.hostNamespace(map("settings").lookup(ONLY).orElseThrow());
    return inode == 0 ? Optional.empty() : Optional.of(new MountNamespace(inode));
  }

  /**
   * Guards a container that runs already, or replaces its configuration. Call {@link #seed}
   * afterwards.
   *
   * @param cgroup id of its version 2 cgroup
   * @param root what its first process sees
   * @throws KernelException E2BIG when the map is full
   */
  public void configure(long cgroup, ContainerRoot root, GuardConfiguration configuration)
      throws KernelException {
    configure(cgroup, GuardCodec.root(root.device(), root.namespace().inode()), configuration);
    map("namespaces")
        .update(GuardCodec.number32((int) root.namespace().inode()), GuardCodec.number64(cgroup));
  }

  /**
   * As {@link #configure(long, ContainerRoot, GuardConfiguration)}, with less known. Where the
   * namespace is not told, the kernel believes that of the first execution that it sees: use this
   * only for a container that has not executed anything yet, or whose rules allow nothing by path.
   *
   * @param rootDevice device of its root file system; empty when the kernel is to believe the root
   *     of the first execution too
   */
  public void configure(long cgroup, OptionalLong rootDevice, GuardConfiguration configuration)
      throws KernelException {
    configure(cgroup, GuardCodec.root(rootDevice.orElse(0), 0), configuration);
  }

  private void configure(long cgroup, byte[] root, GuardConfiguration configuration)
      throws KernelException {
    byte[] key = GuardCodec.number64(cgroup);
    changes.lock();
    try {
      map("states").insert(key, new byte[(int) GuardLayout.STATE.byteSize()]);
      if (!map("roots").insert(key, root)) completeRoot(key, root);
      // Last, because a container is one that has a configuration.
      map("containers").update(key, GuardCodec.configuration(configuration));
    } finally {
      changes.unlock();
    }
  }

  /** Adds what is not known of a root yet; what is known stays. */
  private void completeRoot(byte[] key, byte[] told) throws KernelException {
    Optional<byte[]> known = map("roots").lookup(key);
    if (known.isEmpty()) return; // the group was removed meanwhile
    byte[] complete = GuardCodec.completeRoot(known.get(), told);
    if (!Arrays.equals(complete, known.get())) map("roots").update(key, complete);
  }

  /** The configuration of a container, if it has one. */
  public Optional<GuardConfiguration> configuration(long cgroup) throws KernelException {
    return map("containers").lookup(GuardCodec.number64(cgroup)).map(GuardCodec::configuration);
  }

  /** The device of a container's root file system, when it was told or learned. */
  public OptionalLong rootDevice(long cgroup) throws KernelException {
    long device =
        map("roots").lookup(GuardCodec.number64(cgroup)).map(GuardCodec::rootDevice).orElse(0L);
    return device == 0 ? OptionalLong.empty() : OptionalLong.of(device);
  }

  /** The cgroup ids of all guarded containers. */
  public List<Long> containers() throws KernelException {
    return map("containers").keys().stream().map(GuardCodec::number64).toList();
  }

  /** Stops guarding a container. The kernel does so itself when the cgroup is removed. */
  public void forget(long cgroup) throws KernelException {
    byte[] key = GuardCodec.number64(cgroup);
    changes.lock();
    try {
      map("containers").delete(key);
      Optional<byte[]> namespace = map("roots").lookup(key).map(GuardCodec::mountNamespace);
      if (namespace.isPresent()) map("namespaces").delete(namespace.get());
      map("states").delete(key);
      map("roots").delete(key);
    } finally {
      changes.unlock();
    }
  }

  /**
   * Guards containers that start while nobody configures them: a cgroup that is made directly below
   * {@code parentCgroup} gets this configuration at birth. One template for each parent.
   *
   * @param namePrefix what its name must begin with, e.g. {@code docker-} under systemd's
   *     system.slice; at most 15 bytes, empty for all
   */
  public void setTemplate(long parentCgroup, String namePrefix, GuardConfiguration configuration)
      throws KernelException {
    map("templates")
        .update(GuardCodec.number64(parentCgroup), GuardCodec.template(namePrefix, configuration));
  }

  public void removeTemplate(long parentCgroup) throws KernelException {
    map("templates").delete(GuardCodec.number64(parentCgroup));
  }

  /**
   * Lays a configuration ready for a container that is not running: a cgroup that is made with this
   * name, anywhere, gets it at birth, before templates are looked at. It stays until {@link
   * #expectNoMore}, so that a container that is restarted while the enforcer is dead keeps its own
   * configuration.
   *
   * @param groupName the last component of the cgroup's path, at most 127 bytes; Docker names it by
   *     the container's id, under systemd {@code docker-ID.scope}
   * @throws KernelException E2BIG when the map is full
   */
  public void expect(String groupName, GuardConfiguration configuration) throws KernelException {
    map("expected")
        .update(GuardCodec.number64(hash.of(groupName)), GuardCodec.configuration(configuration));
  }

  /** The container is gone for good. */
  public void expectNoMore(String groupName) throws KernelException {
    map("expected").delete(GuardCodec.number64(hash.of(groupName)));
  }

  /** The configurations that are laid ready, by which rule sets are still needed. */
  public List<GuardConfiguration> expectations() throws KernelException {
    List<GuardConfiguration> laid = new java.util.ArrayList<>();
    for (byte[] key : map("expected").keys()) {
      map("expected").lookup(key).map(GuardCodec::configuration).ifPresent(laid::add);
    }
    return laid;
  }

  /** The parent cgroups that have a template. */
  public List<Long> templates() throws KernelException {
    return map("templates").keys().stream().map(GuardCodec::number64).toList();
  }

  /**
   * Registers a container runtime's executable: it may run in the host's namespace inside a
   * container's cgroup.
   */
  public void addRuntime(FileIdentity file) throws KernelException {
    trust(file, TRUSTED_RUNTIME);
  }

  /** Registers a file that the engine mounts into containers and runs there, e.g. docker-init. */
  public void addInjected(FileIdentity file) throws KernelException {
    trust(file, TRUSTED_INJECTED);
  }

  private void trust(FileIdentity file, int role) throws KernelException {
    byte[] key = GuardCodec.file(file);
    changes.lock();
    try {
      int roles = map("trusted").lookup(key).map(GuardCodec::number32).orElse(0);
      map("trusted").update(key, GuardCodec.number32(roles | role));
    } finally {
      changes.unlock();
    }
  }

  /**
   * Forgets all registered runtimes and injected files, for instance before they are registered
   * anew after an upgrade.
   */
  public void clearTrusted() throws KernelException {
    for (byte[] key : map("trusted").keys()) map("trusted").delete(key);
  }

  /**
   * Adds rules to a set. Give new content a new id, then point the configurations to it, then drop
   * the old set: containers never see a half-filled set.
   *
   * <p>In a blocklist the firmest of several matching rules holds, in an allow list the weakest.
   *
   * @param set any number but 0
   * @throws KernelException E2BIG when the map is full
   */
  public void addRules(long set, Collection<Rule> rules) throws KernelException {
    if (set == 0) throw new IllegalArgumentException("0 means no rule set");
    byte[] key = GuardCodec.number64(set);
    changes.lock();
    try {
      int kinds = map("sets").lookup(key).map(GuardCodec::number32).orElse(0);
      for (Rule rule : rules) {
        map("rules").update(GuardCodec.key(set, rule, hash), GuardCodec.rule(rule.setting()));
        kinds |= 1 << GuardCodec.kind(rule).code();
      }
      map("sets").update(key, GuardCodec.number32(kinds));
    } finally {
      changes.unlock();
    }
  }

  /** Drops a set. */
  public void removeRules(long set) throws KernelException {
    changes.lock();
    try {
      map("sets").delete(GuardCodec.number64(set));
      for (byte[] key : map("rules").keys()) {
        if (GuardCodec.set(key) == set) map("rules").delete(key);
      }
    } finally {
      changes.unlock();
    }
  }

  /** Ids of the sets that exist. */
  public List<Long> ruleSets() throws KernelException {
    return map("sets").keys().stream().map(GuardCodec::number64).toList();
  }

  /**
   * Marks the processes of guarded containers that are older than their configuration, so that they
   * are guarded wherever they go.
   *
   * @return how many processes were marked
   * @throws KernelException ENOSYS where the kernel cannot ({@link Part#SEED} is missing); such
   *     processes are then known by their cgroup only, from their next execution on
   */
  public int seed() throws KernelException {
    Descriptor link = pins.links().get("guard_seed");
    if (link == null) throw new KernelException("bpf", Errno.ENOSYS, "ITER_CREATE", "task");
    changes.lock();
    try {
      int marked = 0;
      for (int round = 0; round < SEED_ROUNDS; round++) {
        int now = seedOnce(link);
        marked += now;
        if (now == 0) break; // nobody forked an unmarked child behind the iterator's back
      }
      return marked;
    } finally {
      changes.unlock();
    }
  }

  /** First every process gets a record, then each is tied to its ancestors. */
  private int seedOnce(Descriptor link) throws KernelException {
    long before = GuardCounters.seeded(map("counters"));
    long host = GuardCodec.hostNamespace(map("settings").lookup(ONLY).orElseThrow());
    for (int pass = 1; pass <= 2; pass++) {
      map("settings").update(ONLY, GuardCodec.settings(hash, host, pass));
      Bpf.iterate(link);
    }
    return Math.toIntExact(GuardCounters.seeded(map("counters")) - before);
  }

  /**
   * The events, for one reading thread; what an earlier process has read does not come again.
   * Closed with the guard.
   */
  public RingBuffer events() {
    return events;
  }

  public GuardCounters counters() throws KernelException {
    return GuardCounters.read(map("counters"));
  }

  /** Live processes of a container as the fork guard counts them; 0 when it is not guarded. */
  public long liveProcesses(long cgroup) throws KernelException {
    return map("states").lookup(GuardCodec.number64(cgroup)).map(GuardCodec::number64).orElse(0L);
  }

  /**
   * What somebody took away since: missing pins, pins of other objects. Empty when all is in place.
   */
  public List<String> tampering() throws IOException {
    return pins.tampering();
  }

  private BpfMap map(String name) {
    return map(pins.maps(), name);
  }

  private static BpfMap map(Map<String, BpfMap> maps, String name) {
    BpfMap map = maps.get(name);
    if (map == null) throw new AssertionError("the guard's object has no map " + name);
    return map;
  }

  /** Lets go of the guard, which keeps enforcing. */
  @Override
  public void close() {
    events.close();
    pins.close();
  }
}
