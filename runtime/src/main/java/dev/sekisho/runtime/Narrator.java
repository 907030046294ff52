package dev.sekisho.runtime;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.guard.GuardEvent;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Executable.Origin;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Puts what the kernel's guard saw into the words of the model. */
final class Narrator {
  private final BootClock clock;
  private final Actors actors;
  private final ScriptNotes notes;
  private final Predicate<FileIdentity> injected;
  private final ContentComparison contents;

  /** Compares a file with the image where the kernel cannot. */
  interface ContentComparison {
    Origin origin(Guarded guarded, String path);
  }

  Narrator(
      BootClock clock,
      Actors actors,
      ScriptNotes notes,
      Predicate<FileIdentity> injected,
      ContentComparison contents) {
    this.clock = clock;
    this.actors = actors;
    this.notes = notes;
    this.injected = injected;
    this.contents = contents;
  }

  /** An execution. The note of a script is taken into account. */
  Event.ProcessStarted started(GuardEvent.Execution seen, Guarded guarded) {
    Actor actor = actors.of(seen.subject(), guarded);
    Optional<Executable> script =
        seen.script()
            ? notes.script(seen.subject().pid(), seen.subject().startNanoseconds())
            : Optional.empty();
    return new Event.ProcessStarted(
        clock.at(seen.subject().bootNanoseconds()),
        actor,
        seen.script() ? script(seen, script) : program(seen, guarded),
        seen.arguments(),
        seen.argumentsCut() || seen.argumentsUnreadable(),
        seen.script() ? Optional.of(seen.path()) : Optional.empty());
  }

  private Executable program(GuardEvent.Execution seen, Guarded guarded) {
    String name = seen.path().substring(seen.path().lastIndexOf('/') + 1);
    boolean multiCall = Calls.isMultiCall(name);
    return new Executable(
        path(seen),
        Calls.names(seen.called(), seen.arguments(), multiCall),
        multiCall,
        origin(seen, guarded),
        seen.file().device(),
        seen.file().inode());
  }

  private static String path(GuardEvent.Execution seen) {
    return seen.drift().reason() == GuardEvent.Reason.MEMORY_FILE
        ? "memfd:" + seen.path().substring(seen.path().lastIndexOf(':') + 1)
        : seen.path();
  }

  /**
   * The script. fanotify saw which file it is; where it did not ask, it had found the file to be
   * the image's before.
   */
  private static Executable script(GuardEvent.Execution seen, Optional<Executable> noted) {
    Set<String> names = Set.of(seen.called());
    return noted
        .map(
            file ->
                new Executable(
                    file.path(), names, false, file.origin(), file.device(), file.inode()))
        .orElseGet(
            () ->
                new Executable(
                    seen.called(),
                    names,
                    false,
                    Origin.IMAGE,
                    seen.file().device(),
                    seen.file().inode()));
  }

  private Origin origin(GuardEvent.Execution seen, Guarded guarded) {
    if (seen.runtime()) return Origin.HOST;
    if (seen.hostNamespace().found()) return Origin.OTHER_FILE_SYSTEM;
    Origin found = origin(seen.drift().reason());
    if (found != Origin.IMAGE) return found;
    if (injected.test(seen.file())) return Origin.INJECTED;
    return seen.rootNotOverlay() ? contents.origin(guarded, seen.path()) : Origin.IMAGE;
  }

  private static Origin origin(GuardEvent.Reason reason) {
    return switch (reason) {
      case WRITABLE_LAYER, LOADER -> Origin.WRITTEN;
      case OTHER_FILE_SYSTEM -> Origin.OTHER_FILE_SYSTEM;
      case DELETED -> Origin.NAMELESS;
      case MEMORY_FILE -> Origin.MEMORY;
      case NONE,
          NAME,
          CALLED_NAME,
          APPLET,
          APPLET_UNKNOWN,
          PATH,
          IDENTITY,
          HOST_NAMESPACE,
          ANONYMOUS_MEMORY,
          MEMORY_WRITE,
          PTRACE_WRITE,
          IO_URING,
          TOO_MANY_BELOW,
          TOO_MANY_IN_CONTAINER ->
          Origin.IMAGE;
    };
  }

  /** Memory that was made executable, or written. */
  Event memory(GuardEvent.Memory seen, Guarded guarded) {
    Actor actor = actors.of(seen.subject(), guarded);
    java.time.Instant at = clock.at(seen.subject().bootNanoseconds());
    int pid = seen.subject().pid();
    return switch (seen.match().reason()) {
      case WRITABLE_LAYER, LOADER, OTHER_FILE_SYSTEM, DELETED, MEMORY_FILE ->
          new Event.CodeMapped(
              at,
              actor,
              new Executable(
                  seen.path(),
                  Set.of(),
                  false,
                  origin(seen.match().reason()),
                  seen.file().device(),
                  seen.file().inode()));
      case MEMORY_WRITE ->
          new Event.MemoryChanged(
              at,
              actor,
              seen.systemCall() == 311 || seen.systemCall() == 348
                  ? Event.MemoryChanged.Way.PROCESS_VM_WRITEV
                  : Event.MemoryChanged.Way.PROC_MEM_WRITE,
              pid);
      case PTRACE_WRITE -> new Event.MemoryChanged(at, actor, Event.MemoryChanged.Way.PTRACE, pid);
      case IO_URING -> new Event.MemoryChanged(at, actor, Event.MemoryChanged.Way.IO_URING, pid);
      case ANONYMOUS_MEMORY,
          NONE,
          NAME,
          CALLED_NAME,
          APPLET,
          APPLET_UNKNOWN,
          PATH,
          IDENTITY,
          HOST_NAMESPACE,
          TOO_MANY_BELOW,
          TOO_MANY_IN_CONTAINER ->
          new Event.MemoryChanged(at, actor, Event.MemoryChanged.Way.ANONYMOUS_CODE, pid);
    };
  }

  /** A limit of processes that was reached. */
  Event.ProcessLimitReached forks(GuardEvent.Forks seen, Guarded guarded) {
    return new Event.ProcessLimitReached(
        clock.at(seen.subject().bootNanoseconds()),
        actors.of(seen.subject(), guarded),
        seen.match().reason() == GuardEvent.Reason.TOO_MANY_IN_CONTAINER
            ? Event.ProcessLimitReached.Limit.PER_CONTAINER
            : Event.ProcessLimitReached.Limit.BELOW_ONE_PROCESS,
        seen.live(),
        seen.limit(),
        seen.killed());
  }

  Event.ProcessEnded ended(GuardEvent.Exit seen, Guarded guarded) {
    return new Event.ProcessEnded(
        clock.at(seen.subject().bootNanoseconds()), actors.of(seen.subject(), guarded));
  }

  Event.WorkloadLeft left(GuardEvent.Left seen, Guarded guarded) {
    return new Event.WorkloadLeft(
        clock.at(seen.subject().bootNanoseconds()),
        actors.of(seen.subject(), guarded),
        "cgroup " + seen.destination());
  }
}
