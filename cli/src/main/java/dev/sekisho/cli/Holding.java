package dev.sekisho.cli;

import static dev.sekisho.kernel.probe.Mechanism.BPFFS;
import static dev.sekisho.kernel.probe.Mechanism.BPF_RING_BUFFER;
import static dev.sekisho.kernel.probe.Mechanism.BPF_SIGNAL_TASK;
import static dev.sekisho.kernel.probe.Mechanism.BPF_TASK_ITERATOR;
import static dev.sekisho.kernel.probe.Mechanism.BPF_TASK_STORAGE;
import static dev.sekisho.kernel.probe.Mechanism.BPF_TRACEPOINT;
import static dev.sekisho.kernel.probe.Mechanism.BTF;
import static dev.sekisho.kernel.probe.Mechanism.CGROUP2;
import static dev.sekisho.kernel.probe.Mechanism.FANOTIFY_EXEC_PERMISSION;
import static dev.sekisho.kernel.probe.Mechanism.FANOTIFY_PERMISSION;
import static dev.sekisho.kernel.probe.Mechanism.PIDS_CONTROLLER;

import dev.sekisho.kernel.probe.KernelProbe;
import dev.sekisho.kernel.probe.Mechanism;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One way in which a control can be held, and what this host lacks for it.
 *
 * @param control the control's name
 * @param ability what the user gets, a key below {@code doctor.ability}
 * @param missing mechanisms that it needs and the host does not offer
 */
record Holding(String control, String ability, List<Mechanism> missing) {
  private static final List<Mechanism> GUARD =
      List.of(BTF, BPF_TRACEPOINT, BPF_TASK_STORAGE, BPF_RING_BUFFER, CGROUP2);

  /** What each ability rests on. */
  private static final Map<String, List<Mechanism>> NEEDS =
      Map.of(
          "refuse", List.of(FANOTIFY_EXEC_PERMISSION),
          "kill", GUARD,
          "survive", with(GUARD, BPFFS),
          "mappings", with(GUARD, BPF_TASK_ITERATOR, BPF_SIGNAL_TASK),
          "scripts", List.of(FANOTIFY_PERMISSION),
          "tree", with(GUARD, BPF_TASK_ITERATOR, BPF_SIGNAL_TASK),
          "total", List.of(PIDS_CONTROLLER),
          "record", GUARD);

  private static final Map<String, List<String>> ABILITIES =
      Map.of(
          "driftPrevention", List.of("refuse", "kill", "survive", "scripts", "mappings"),
          "executableBlocklist", List.of("refuse", "kill", "survive"),
          "forensics", List.of("record"),
          "forkGuard", List.of("tree", "total"));

  Holding {
    missing = List.copyOf(missing);
  }

  private static List<Mechanism> with(List<Mechanism> some, Mechanism... more) {
    List<Mechanism> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  /** Every way of every control, by the control's name. */
  static List<Holding> all(KernelProbe probe) {
    return ABILITIES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> entry.getValue().stream().map(each -> of(entry.getKey(), each, probe)))
        .toList();
  }

  private static Holding of(String control, String ability, KernelProbe probe) {
    List<Mechanism> needed = NEEDS.getOrDefault(ability, List.of());
    return new Holding(
        control, ability, needed.stream().filter(each -> !probe.answer(each).available()).toList());
  }

  String missingText() {
    return missing.stream().map(Mechanism::label).collect(Collectors.joining(", "));
  }
}
