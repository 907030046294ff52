package dev.sekisho.runtime;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.MountNamespace;
import dev.sekisho.kernel.guard.BpfGuard;
import dev.sekisho.kernel.guard.GuardConfiguration;
import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.kernel.guard.Part;
import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.kernel.guard.Setting;
import dev.sekisho.model.Executable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The kernel's guard as this plane fills it: forms of policies become configurations and rule sets.
 * Used by the control thread; {@link #allow} by the fanotify loop.
 */
final class PinnedGuard {
  private final BpfGuard guard;
  private final Set<Long> filled = new HashSet<>();
  private final Set<FileIdentity> injected = new HashSet<>();

  PinnedGuard(BpfGuard guard) {
    this.guard = guard;
  }

  BpfGuard kernel() {
    return guard;
  }

  boolean holds(Part part) {
    return !guard.missing().containsKey(part);
  }

  /** Why parts are missing, empty where all hold. */
  String missing() {
    Map<Part, String> missing = guard.missing();
    return String.join(
        "; ", missing.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
  }

  void hostNamespace(MountNamespace namespace) throws KernelException {
    guard.setHostNamespace(namespace);
  }

  void runtime(FileIdentity file) throws KernelException {
    guard.addRuntime(file);
  }

  synchronized void injected(FileIdentity file) throws KernelException {
    guard.addInjected(file);
    injected.add(file);
  }

  synchronized boolean isInjected(FileIdentity file) {
    return injected.contains(file);
  }

  /** Guards a container by its form; what held before holds until the kernel has the new. */
  void configure(long cgroup, OptionalLong rootDevice, KernelForm form) throws KernelException {
    fill(form.blockRules());
    fill(form.allowRules());
    guard.configure(cgroup, rootDevice, form.configuration());
  }

  /** Guards what starts below a group while nobody else configures it. */
  void template(long parent, String namePrefix, KernelForm form) throws KernelException {
    fill(form.blockRules());
    fill(form.allowRules());
    guard.setTemplate(parent, namePrefix, form.configuration());
  }

  /** Lays a container's form ready for the moment when its group is made. */
  void expect(String container, KernelForm form) throws KernelException {
    fill(form.blockRules());
    fill(form.allowRules());
    for (String name : groupNames(container)) guard.expect(name, form.configuration());
  }

  void expectNoMore(String container) throws KernelException {
    for (String name : groupNames(container)) guard.expectNoMore(name);
  }

  /** What the engine calls a container's group, with either of its cgroup drivers. */
  private static List<String> groupNames(String container) {
    return List.of(container, "docker-" + container + ".scope");
  }

  private synchronized void fill(List<Rule> rules) throws KernelException {
    long set = KernelForm.setOf(rules);
    // A set left by a process that died while it filled it is filled again: equal rules replace
    // each other.
    if (set != 0 && !filled.contains(set)) {
      guard.addRules(set, rules);
      filled.add(set);
    }
  }

  /**
   * Lets one file pass drift prevention, because a pattern that the kernel cannot match allows it.
   */
  void allow(Guarded guarded, Executable file) throws KernelException {
    long set = KernelForm.setOf(guarded.held().form().allowRules());
    if (set == 0) return;
    guard.addRules(
        set,
        List.of(
            new Rule.ByIdentity(
                new FileIdentity(file.device(), file.inode()), new Setting(Mode.AUDIT, 0))));
  }

  /** Drops the rule sets that no container and no template points to any more. */
  synchronized void dropUnused(Collection<GuardConfiguration> used) throws KernelException {
    Set<Long> keep = new HashSet<>();
    for (GuardConfiguration configuration : used) {
      keep.add(configuration.blockRules());
      keep.add(configuration.allowRules());
    }
    for (GuardConfiguration laid : guard.expectations()) {
      keep.addAll(List.of(laid.blockRules(), laid.allowRules()));
    }
    for (Long container : guard.containers()) {
      Optional<GuardConfiguration> held = guard.configuration(container);
      held.ifPresent(c -> keep.addAll(List.of(c.blockRules(), c.allowRules())));
    }
    for (Long set : guard.ruleSets()) {
      if (!keep.contains(set)) {
        guard.removeRules(set);
        filled.remove(set);
      }
    }
  }

  void seed() throws KernelException {
    guard.seed();
  }

  void close() {
    guard.close();
  }

  static void remove(Path pins) throws IOException {
    BpfGuard.remove(pins);
  }
}
