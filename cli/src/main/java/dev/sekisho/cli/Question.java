package dev.sekisho.cli;

import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options that describe what a workload might do, to ask policies about it. */
final class Question {
  @Option(names = "--run", paramLabel = "COMMAND", descriptionKey = "option.run")
  private String command = "";

  @Option(names = "--origin", paramLabel = "ORIGIN", descriptionKey = "option.origin")
  private Executable.Origin origin = Executable.Origin.IMAGE;

  /** The event that would happen; empty if the user asks about none. */
  Optional<Event> event(Instant at) {
    List<String> arguments = List.of(command.strip().split("\\s+", -1));
    String program = arguments.getFirst();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String path = program.startsWith("/") ? program : "/usr/bin/" + program;
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean multiCall = Set.of("busybox", "toybox", "coreutils").contains(name);
    Set<String> calledAs = new LinkedHashSet<>(List.of(path, name));
    if (multiCall && arguments.size() > 1) {
      calledAs.add(arguments.get(1));
    }
    Actor actor = new Actor(0, 0, 0, "root", 0, "sh", List.of());
    return Optional.of(
        new Event.ProcessStarted(
            at,
            actor,
            new Executable(path, calledAs, multiCall, origin, 0, 0),
            arguments,
            false,
            Optional.empty()));
  }

  String text() {
    return command + " (" + origin.name().toLowerCase(Locale.ROOT) + ")";
  }
}
