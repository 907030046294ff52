package dev.sekisho.runtime;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.Statx;
import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Executable.Origin;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.policy.DriftPrevention;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Answers fanotify about files of containers. Runs on the loop's thread alone.
 *
 * <p>One execution makes one decision: what is refused here never reaches the kernel's guard, and
 * what passes is reported by it, so a decision is made here only for a refusal — or for everything,
 * where there is no kernel guard. What the kernel cannot see of a script (which file it is) is left
 * as a {@link ScriptNotes note} before the answer, so that it is there when the kernel's event
 * comes.
 */
final class FileJudge implements Fanotify.Judge {
  private static final long BOTH = Fanotify.FAN_OPEN_EXEC_PERM | Fanotify.FAN_OPEN_PERM;

  private final Fanotify group;
  private final Supplier<WatchedFiles> current;
  private final Pulse pulse;
  private final ScriptNotes notes;
  private final Actors actors;
  private final Consumer<Report> reports;
  private final Allowances allowances;
  private final Runnable overflow;

  private final int self = (int) ProcessHandle.current().pid();
  private final Statx statx = new Statx();
  private final FileOrigins origins = new FileOrigins();
  private final Known executable = new Known();
  private final Known readable = new Known();
  private long knownFor;

  /** Files that pass for a reason that the kernel's guard cannot compute. */
  interface Allowances {
    /** Tells the kernel's guard to let this file pass, before it is executed. */
    void allow(Guarded guarded, Executable file);
  }

  FileJudge(
      Fanotify group,
      Supplier<WatchedFiles> current,
      Pulse pulse,
      ScriptNotes notes,
      Actors actors,
      Consumer<Report> reports,
      Allowances allowances,
      Runnable overflow) {
    this.group = group;
    this.current = current;
    this.pulse = pulse;
    this.notes = notes;
    this.actors = actors;
    this.reports = reports;
    this.allowances = allowances;
    this.overflow = overflow;
    this.knownFor = current.get().version();
  }

  @Override
  public void overflowed() {
    overflow.run();
  }

  @Override
  public boolean allow(long mask, int file, int pid, int pidDescriptor) {
    WatchedFiles files = current.get();
    if (files.version() != knownFor) {
      executable.clear();
      readable.clear();
      knownFor = files.version();
    }
    // Our own opens are the container module's; whoever else asks is judged.
    if (pid == self || statx.tryRead(file) < 0) return true;
    long device = statx.device();
    int index = files.own().find(device);
    pulse.judging(file, index >= 0 && files.own().at(index).held().failsClosed());
    Known known = isExecution(mask) ? executable : readable;
    if (known.contains(device, statx.inode(), statx.changeTimeNanoseconds())) return true;
    Optional<Guarded> owner = files.owner(device, pid);
    if (owner.isEmpty() || owner.get().ended()) return true;
    try {
      return judge(mask, file, pid, owner.get(), files);
    } catch (KernelException | RuntimeException e) {
      return unjudged(owner.get(), pid, e);
    }
  }

  /** The judge failed: the policy's failMode decides, and that it did is said. */
  private boolean unjudged(Guarded guarded, int pid, Exception why) {
    boolean closed = guarded.held().failsClosed();
    reports.accept(
        EventPump.notice(
            Optional.of(guarded),
            new Event.Notice(
                Instant.now(),
                closed ? "failed-closed" : "failed-open",
                Severity.HIGH,
                Map.of("pid", Integer.toString(pid), "why", String.valueOf(why.getMessage()))),
            closed ? Action.FAILED_CLOSED : Action.FAILED_OPEN));
    return !closed;
  }

  private boolean judge(long mask, int file, int pid, Guarded guarded, WatchedFiles files)
      throws KernelException {
    Executable seen = describe(file, guarded);
    if (!isExecution(mask)) {
      if (seen.origin() != Origin.IMAGE) return judgeRead(file, pid, guarded, seen);
      if (files.kernelJudges()) remember(file, files, Fanotify.FAN_OPEN_PERM);
      return true;
    }
    return files.kernelJudges()
        ? judgeBesideKernel(file, pid, guarded, seen, files)
        : judgeAlone(file, pid, guarded, seen);
  }

  /** The file of an event; its path as the container sees it. */
  private Executable describe(int file, Guarded guarded) throws KernelException {
    long device = statx.device();
    long inode = statx.inode();
    String path = Descriptor.path(file);
    // Before a runtime has changed the root, paths begin at the engine's mount of it.
    if (guarded.root()
            instanceof dev.sekisho.container.RootFileSystem.Overlay(var merged, var up, var low)
        && path.startsWith(merged + "/")) {
      path = path.substring(merged.toString().length());
    }
    boolean onRoot = guarded.rootDevice().isPresent() && guarded.rootDevice().getAsLong() == device;
    Origin origin =
        onRoot
            ? origins.of(guarded.root(), statx, path)
            : statx.links() == 0 ? Origin.NAMELESS : Origin.OTHER_FILE_SYSTEM;
    String named = FileOrigins.named(path);
    String name = named.substring(named.lastIndexOf('/') + 1);
    return new Executable(named, Set.of(), Calls.isMultiCall(name), origin, device, inode);
  }

  private boolean judgeBesideKernel(
      int file, int pid, Guarded guarded, Executable seen, WatchedFiles files)
      throws KernelException {
    // What cannot be resolved here (a bind mount inside the container) the kernel knows exactly.
    if (seen.origin() == Origin.UNKNOWN) return true;
    Verdict verdict = guarded.held().policy().decide(started(seen, NOBODY, List.of(), false));
    if (verdict.mode() == Mode.ENFORCE) {
      refuse(pid, guarded, seen, verdict);
      return false;
    }
    if (isScript(file)) notes.executed(pid, startOf(pid), seen);
    switch (seen.origin()) {
      case IMAGE -> remember(file, files, BOTH);
      case WRITTEN, OTHER_FILE_SYSTEM -> {
        if (verdict.mode() == Mode.NONE && mustBeAllowed(guarded)) allowances.allow(guarded, seen);
      }
      case NAMELESS, MEMORY, INJECTED, HOST, UNKNOWN -> {}
    }
    return true;
  }

  private static boolean mustBeAllowed(Guarded guarded) {
    return guarded.held().policy().mode(DriftPrevention.class) == Mode.ENFORCE
        && !DriftPreventionGuard.compilesFully(guarded.held().policy());
  }

  /** Without the kernel's guard this is the only judge, and every decision is made here. */
  private boolean judgeAlone(int file, int pid, Guarded guarded, Executable seen)
      throws KernelException {
    BlockedCall call = BlockedCall.of(pid);
    List<String> arguments = List.of();
    boolean cut = true;
    Executable called = seen;
    if (call instanceof BlockedCall.Execute(var path, var given, var given_cut)) {
      arguments = given;
      cut = given_cut;
      called =
          new Executable(
              seen.path(),
              Calls.names(path, given, seen.multiCall()),
              seen.multiCall(),
              seen.origin(),
              seen.device(),
              seen.inode());
    }
    Event.ProcessStarted event = started(called, actors.waiting(pid, guarded), arguments, cut);
    Verdict verdict = guarded.held().policy().decide(event);
    boolean refused = verdict.mode() == Mode.ENFORCE;
    if (isScript(file)) notes.executed(pid, startOf(pid), seen);
    if (verdict.mode() != Mode.NONE || guarded.held().policy().records(event)) {
      Action action =
          switch (verdict.mode()) {
            case NONE -> Action.RECORDED;
            case AUDIT -> Action.REPORTED;
            case ENFORCE -> Action.DENIED;
          };
      report(guarded, event, verdict, action);
    }
    return !refused;
  }

  /** An open by somebody who may be an interpreter, of a file that the image does not contain. */
  private boolean judgeRead(int file, int pid, Guarded guarded, Executable seen)
      throws KernelException {
    Optional<List<String>> commandLine = Interpreters.commandLine(pid);
    if (commandLine.isEmpty()) return true;
    boolean told = Interpreters.names(commandLine.get(), seen.path());
    if (!told && !isScript(file)) return true;
    long start = startOf(pid);
    if (notes.isExecuting(pid, start, seen)) return true;
    switch (BlockedCall.of(pid)) {
      case BlockedCall.OpenToWrite w -> {
        return true;
      }
      // The open that an execution begins with; the question about the execution decides.
      case BlockedCall.Execute e -> {
        return true;
      }
      case BlockedCall.Other o -> {}
    }
    Event event = new Event.ScriptRead(Instant.now(), actors.waiting(pid, guarded), seen);
    Verdict verdict = guarded.held().policy().decide(event);
    return switch (verdict.mode()) {
      case NONE -> true;
      case AUDIT -> {
        if (notes.firstRead(pid, start, seen)) report(guarded, event, verdict, Action.REPORTED);
        yield true;
      }
      case ENFORCE -> {
        report(guarded, event, verdict, Action.DENIED);
        yield false;
      }
    };
  }

  private void refuse(int pid, Guarded guarded, Executable seen, Verdict judged) {
    BlockedCall call = BlockedCall.of(pid);
    Actor actor = actors.waiting(pid, guarded);
    Event.ProcessStarted event =
        switch (call) {
          case BlockedCall.Execute(var path, var arguments, var cut) ->
              started(
                  new Executable(
                      seen.path(),
                      Calls.names(path, arguments, seen.multiCall()),
                      seen.multiCall(),
                      seen.origin(),
                      seen.device(),
                      seen.inode()),
                  actor,
                  arguments,
                  cut);
          case BlockedCall.OpenToWrite w -> started(seen, actor, List.of(), true);
          case BlockedCall.Other o -> started(seen, actor, List.of(), true);
        };
    // More names can only add reasons; the verdict that was carried out stays if they do not.
    Verdict explained = guarded.held().policy().decide(event);
    report(guarded, event, explained.mode() == Mode.ENFORCE ? explained : judged, Action.DENIED);
  }

  private void report(Guarded guarded, Event event, Verdict verdict, Action action) {
    reports.accept(
        new Report(
            Optional.of(guarded.workload()),
            event,
            verdict,
            action,
            Mechanisms.FANOTIFY,
            guarded.held().policy().revision()));
  }

  /** An image's file need not be asked about again, as long as these policies hold. */
  private void remember(int file, WatchedFiles files, long mask) throws KernelException {
    // Another name of the same file may be judged otherwise.
    if (statx.links() != 1) return;
    Known known = isExecution(mask) ? executable : readable;
    known.add(statx.device(), statx.inode(), statx.changeTimeNanoseconds());
    group.ignore(file, mask);
    // Policies that changed meanwhile were followed by forgetIgnored(), perhaps before the line
    // above; then it has to be done again.
    if (current.get().version() != files.version()) group.forgetIgnored();
  }

  private static boolean isExecution(long mask) {
    return (mask & Fanotify.FAN_OPEN_EXEC_PERM) != 0;
  }

  private static boolean isScript(int file) throws KernelException {
    byte[] first = Descriptor.firstBytes(file, 2);
    return first.length == 2 && first[0] == '#' && first[1] == '!';
  }

  private static long startOf(int pid) {
    return ProcessTable.read(pid).map(ProcessTable.Entry::startNanos).orElse(0L);
  }

  private static final Actor NOBODY = new Actor(0, 0, 0, "", 0, "", List.of());

  private static Event.ProcessStarted started(
      Executable seen, Actor actor, List<String> arguments, boolean cut) {
    return new Event.ProcessStarted(Instant.now(), actor, seen, arguments, cut, Optional.empty());
  }
}
