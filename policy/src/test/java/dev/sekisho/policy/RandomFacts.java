package dev.sekisho.policy;

import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes events and configurations that often meet. */
final class RandomFacts {
  static final List<String> PATHS =
      List.of("/bin/busybox", "/usr/bin/wget", "/tmp/x", "/srv/plugins/a/b", "memfd:a", "/bin/sh");
  private static final List<String> CALLED =
      List.of("wget", "nc", "/usr/bin/wget", "./x", "sh", "/tmp/link");

  private final Random random;
  private final RandomStarts starts;
  private final RandomScans scans;
  private final Actor actor = new Actor(7, 1, 0, "root", 0, "sh", List.of());

  RandomFacts(Random random) {
    this.random = random;
    this.starts = new RandomStarts(random);
    this.scans = new RandomScans(random);
  }

  Event event() {
    Instant at = Instant.EPOCH;
    return switch (random.nextInt(22)) {
      case 0, 1 ->
          new Event.ProcessStarted(
              at,
              actor,
              file(),
              List.of("a"),
              false,
              random.nextBoolean() ? Optional.empty() : Optional.of("/bin/sh"));
      case 2 -> new Event.CodeMapped(at, actor, file());
      case 3 -> new Event.ScriptRead(at, actor, file());
      case 4 -> new Event.MemoryChanged(at, actor, any(Event.MemoryChanged.Way.values()), 9);
      case 5, 6 ->
          new Event.ProcessLimitReached(
              at, actor, any(Event.ProcessLimitReached.Limit.values()), random.nextInt(40), 20, 0);
      case 7 -> new Event.ProcessEnded(at, actor);
      case 8, 9, 10, 11, 12, 13 -> new Event.ContainerStarting(at, starts.configuration());
      case 14 -> starts.exec(at);
      case 15, 16, 17, 18, 19, 20 -> new Event.ImageExamined(at, scans.fact());
      default -> new Event.WorkloadLeft(at, actor, "cgroup");
    };
  }

  private Executable file() {
    Set<String> called = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      called.add(any(CALLED));
    }
    return new Executable(
        any(PATHS), called, random.nextBoolean(), any(Executable.Origin.values()), 1, 2);
  }

  /** The text of one control. */
  String control(String kind) {
    String mode = any(List.of("", ", mode: audit", ", mode: enforce"));
    return switch (kind) {
      case ExecutableBlocklist.NAME ->
          "{names: ["
              + any(List.of("wget", "nc", "w*", "busybox", "none"))
              + "], paths: [\""
              + any(List.of("/usr/bin/*", "/tmp/**", "/bin/sh", "/usr/bin/nc"))
              + "\"]"
              + mode
              + "}";
      case DriftPrevention.NAME ->
          "{executables: "
              + random.nextBoolean()
              + ", executableMappings: "
              + random.nextBoolean()
              + ", imageParameters: "
              + random.nextBoolean()
              + ", allowParameters: ["
              + any(List.of("", "command", "environment", "\"volumes./data/*\""))
              + "], allow: ["
              + any(List.of("", "\"/tmp/*\"", "\"/srv/**\""))
              + "]"
              + mode
              + "}";
      case ForkGuard.NAME ->
          "{maxProcesses: "
              + (1 + random.nextInt(40))
              + ", maxProcessesPerContainer: "
              + (1 + random.nextInt(40))
              + mode
              + "}";
      case Forensics.NAME -> "{processes: " + random.nextBoolean() + mode + "}";
      case Vulnerabilities.NAME, Malware.NAME, Secrets.NAME, ImageConfigurationControl.NAME ->
          scans.control(kind, mode);
      default -> starts.control(kind, mode);
    };
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }
}
