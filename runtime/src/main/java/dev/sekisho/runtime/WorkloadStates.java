package dev.sekisho.runtime;

import dev.sekisho.kernel.Cgroups;
import dev.sekisho.model.Assurance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Describes what runs: from the shelf, and from {@code /proc} for the processes. */
final class WorkloadStates {
  private static final System.Logger LOG = System.getLogger(WorkloadStates.class.getName());
  private static final int ARGUMENT_BYTES = 4096;
  private static final int REMEMBERED = 16 * 1024;

  private final Shelf shelf;
  private final BiFunction<Guarded, Assurance, Assurance> proofs;
  private final Recent<Key, RunningProcess> remembered = new Recent<>(REMEMBERED);

  /** A process, told from a later one of the same number by its start; an exec changes the path. */
  private record Key(int pid, long startNanos, String path) {}

  /**
   * @param proofs what is known of an assurance beyond what the guard claims
   */
  WorkloadStates(Shelf shelf, BiFunction<Guarded, Assurance, Assurance> proofs) {
    this.shelf = shelf;
    this.proofs = proofs;
  }

  List<WorkloadState> all() {
    return shelf.running().stream()
        .filter(guarded -> guarded.firstProcess() != 0)
        .map(this::state)
        .sorted(Comparator.comparing(state -> state.workload().name()))
        .toList();
  }

  private WorkloadState state(Guarded guarded) {
    List<RunningProcess> processes = processes(guarded);
    int shown = Math.min(processes.size(), WorkloadState.PROCESSES_SHOWN);
    return new WorkloadState(
        guarded.workload(),
        guarded.since(),
        guarded.held().policy().policies(),
        assurances(guarded),
        processes.subList(0, shown),
        processes.size() - shown);
  }

  private List<Assurance> assurances(Guarded guarded) {
    return Guard.ALL.stream()
        .map(guard -> guard.assurance(guarded.held().policy(), guarded.footing()))
        .map(assurance -> proofs.apply(guarded, assurance))
        .toList();
  }

  private List<RunningProcess> processes(Guarded guarded) {
    if (guarded.group().isEmpty()) return List.of();
    List<RunningProcess> processes = new ArrayList<>();
    try {
      Instant boot = boot();
      for (int pid : Cgroups.processes(guarded.group().get())) {
        process(pid, guarded, boot).ifPresent(processes::add);
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "processes of " + guarded.id() + ": " + e.getMessage());
    }
    processes.sort(
        Comparator.comparing(RunningProcess::startedAt).thenComparingInt(RunningProcess::pid));
    return processes;
  }

  private static Instant boot() throws IOException {
    String text = Files.readString(Path.of("/proc/uptime"), StandardCharsets.US_ASCII);
    double seconds = Double.parseDouble(text.substring(0, text.indexOf(' ')));
    return Instant.now().minusNanos((long) (seconds * 1e9));
  }

  private Optional<RunningProcess> process(int pid, Guarded guarded, Instant boot) {
    Path directory = Path.of("/proc", Integer.toString(pid));
    try {
      String text =
          new String(Files.readAllBytes(directory.resolve("stat")), StandardCharsets.UTF_8);
      ProcessTable.Stat stat = ProcessTable.Stat.parse(text);
      String path = program(directory, stat);
      Key key = new Key(pid, stat.startNanos(), path);
      Optional<RunningProcess> known = remembered.find(key);
      if (known.isPresent()) return known;
      RunningProcess read =
          new RunningProcess(
              pid,
              stat.parent(),
              user(directory, guarded),
              path,
              Redaction.arguments(arguments(directory)),
              boot.plusNanos(stat.startNanos()));
      remembered.put(key, read);
      return Optional.of(read);
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static String program(Path directory, ProcessTable.Stat stat) {
    try {
      return FileOrigins.named(Files.readSymbolicLink(directory.resolve("exe")).toString());
    } catch (IOException noProgram) {
      return stat.command(); // a process that is just ending
    }
  }

  private static String user(Path directory, Guarded guarded) throws IOException {
    Object number = Files.getAttribute(directory, "unix:uid");
    return guarded.users().name(((Integer) number).longValue());
  }

  private static List<String> arguments(Path directory) throws IOException {
    try (java.io.InputStream stream = Files.newInputStream(directory.resolve("cmdline"))) {
      String text = new String(stream.readNBytes(ARGUMENT_BYTES), StandardCharsets.UTF_8);
      if (text.isEmpty()) return List.of();
      String whole = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
      return Arrays.asList(whole.split("\0", -1));
    }
  }
}
