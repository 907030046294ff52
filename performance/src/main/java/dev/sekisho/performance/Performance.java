package dev.sekisho.performance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs one measurement and writes its fragment. Ends with 1 if a budget was missed, with 2 for a
 * wrong call.
 *
 * <p>Arguments: directory of this module, name of the measurement, and what it takes.
 */
public final class Performance {
  private static final int ROUNDS = Integer.getInteger("sekisho.performance.rounds", 7);

  private Performance() {}

  /** Entry point of the run script. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, RunnerException {
    Path module = Path.of(arguments[0]);
    String name = arguments[1];
    List<String> rest = List.of(arguments).subList(2, arguments.length);
    double load = Machine.load();
    Fragment fragment = measure(module, name, rest);
    fragment.write(module.resolve("results"), Machine.here(), load, Instant.now());
    System.exit(fragment.held() ? 0 : 1);
  }

  private static Fragment measure(Path module, String name, List<String> rest)
      throws IOException, InterruptedException, RunnerException {
    return switch (name) {
      case "effective-policy" -> EffectivePolicies.measure();
      case "command-start" -> CommandStart.measure(Path.of(rest.getFirst()), 20);
      case "ingest" -> Ingest.measure(Path.of(rest.getFirst()), Duration.ofSeconds(60));
      case "exec-latency",
          "system-calls",
          "events",
          "idle-guards",
          "idle-enforcer",
          "start-window" -> {
        try (Rig rig = Rig.build(module.resolve("src/main/c"))) {
          yield onContainers(rig, name, rest);
        }
      }
      default -> throw new IllegalArgumentException("no measurement '" + name + "'");
    };
  }

  private static Fragment onContainers(Rig rig, String name, List<String> rest)
      throws IOException, InterruptedException {
    Duration watched = Duration.ofSeconds(60);
    return switch (name) {
      case "exec-latency" -> ExecLatency.measure(rig, ROUNDS);
      case "system-calls" -> SystemCalls.measure(rig, ROUNDS);
      case "events" -> EventRate.measure(rig, 3);
      case "start-window" -> StartWindow.measure(rig, 50);
      case "idle-guards" -> IdleHost.guards(rig, watched);
      case "idle-enforcer" -> IdleHost.enforcer(rig, Long.parseLong(rest.getFirst()), watched);
      default -> throw new AssertionError(name);
    };
  }
}
