package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.model.Actor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Describes the processes of events. */
final class Actors {
  private final ProcessTable processes;

  Actors(ProcessTable processes) {
    this.processes = processes;
  }

  /** The subject of a kernel event. */
  Actor of(GuardEvent.Subject subject, Guarded guarded) {
    return new Actor(
        subject.pid(),
        subject.startNanoseconds(),
        subject.user(),
        guarded.users().names().getOrDefault((long) subject.user(), ""),
        subject.group(),
        subject.command(),
        processes.parents(subject.pid(), subject.parent(), guarded.id(), guarded.firstProcess()));
  }

  /** A process that waits for an answer, read from {@code /proc}. */
  Actor waiting(int pid, Guarded guarded) {
    int[] ids = userAndGroup(pid);
    return ProcessTable.read(pid)
        .map(
            entry ->
                new Actor(
                    pid,
                    processes
                        .known(pid)
                        .filter(
                            known -> ScriptNotes.sameStart(known.startNanos(), entry.startNanos()))
                        .map(ProcessTable.Entry::startNanos)
                        .orElse(entry.startNanos()),
                    ids[0],
                    guarded.users().names().getOrDefault((long) ids[0], ""),
                    ids[1],
                    entry.command(),
                    processes.parents(pid, entry.parent(), guarded.id(), guarded.firstProcess())))
        .orElseGet(() -> new Actor(pid, 0, ids[0], "", ids[1], "", List.of()));
  }

  private static int[] userAndGroup(int pid) {
    int[] ids = new int[2];
    try {
      Path file = Path.of("/proc", Integer.toString(pid), "status");
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      for (String line : text.split("\n", -1)) {
        if (line.startsWith("Uid:")) ids[0] = first(line);
        if (line.startsWith("Gid:")) ids[1] = first(line);
      }
    } catch (IOException ended) {
      return ids; // it was killed while it waited
    }
    return ids;
  }

  private static int first(String line) {
    return (int) Long.parseLong(line.split("\t", -1)[1].strip());
  }
}
