package dev.sekisho.performance;

import dev.sekisho.container.DockerEngine;
import dev.sekisho.model.Host;
import dev.sekisho.runtime.HostChanges;
import dev.sekisho.runtime.RuntimePlane;
import dev.sekisho.runtime.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * A process of its own that holds policies on this host as the enforcer does, with a sink that only
 * counts. It obeys lines on standard input: {@code count}, {@code workloads}, {@code quit}.
 *
 * <p>Arguments: directory for the pins, file of the pulse, name of a {@link GuardSet}.
 */
final class GuardedHost {
  private GuardedHost() {}

  /** Entry point of the process. */
  public static void main(String[] arguments) throws IOException {
    Settings settings =
        new Settings(
            DockerEngine.DEFAULT_SOCKET,
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            () -> new Host("local", "local", "local", "", Map.of(), List.of(), ""),
            List.of(),
            false,
            Optional.empty(),
            Duration.ZERO);
    LongAdder decisions = new LongAdder();
    RuntimePlane plane =
        RuntimePlane.start(
            settings,
            GuardSet.valueOf(arguments[2]),
            (workload, event, verdict, action, mechanism, revision) -> decisions.increment(),
            HostChanges.FORGETFUL);
    System.out.println("ready");
    obey(plane, decisions);
    plane.remove();
  }

  private static void obey(RuntimePlane plane, LongAdder decisions) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "count" -> System.out.println(decisions.sum());
        case "lost" ->
            System.out.println(plane.lost().values().stream().mapToLong(Long::longValue).sum());
        case "workloads" -> System.out.println(plane.workloads());
        case "quit" -> {
          return;
        }
        default -> System.out.println("unknown command " + line);
      }
    }
  }
}
