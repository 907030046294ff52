package dev.sekisho.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a sensor saw happen: the fact that controls decide about. An event is never edited. */
public sealed interface Event {
  /** When it happened, by the host's clock. */
  Instant at();

  /** The process that did it; empty for what Sekisho says of itself. */
  default Optional<Actor> who() {
    return switch (this) {
      case ProcessStarted e -> Optional.of(e.actor());
      case ProcessEnded e -> Optional.of(e.actor());
      case CodeMapped e -> Optional.of(e.actor());
      case ScriptRead e -> Optional.of(e.actor());
      case MemoryChanged e -> Optional.of(e.actor());
      case ProcessLimitReached e -> Optional.of(e.actor());
      case WorkloadLeft e -> Optional.of(e.actor());
      case ContainerStarting e -> Optional.empty();
      case ExecRequested e -> Optional.empty();
      case ImageExamined e -> Optional.empty();
      case Notice e -> Optional.empty();
    };
  }

  /**
   * A program was about to run, or was about to run and was refused.
   *
   * @param actor the process after the call, its command still the caller's where the call was
   *     refused
   * @param executable the file; for a script run by its shebang, the script
   * @param arguments all arguments, {@code argv[0]} first
   * @param argumentsCut whether the sensor could not read all of them
   * @param interpreter path of the interpreter where a script is run by its shebang, else empty
   */
  record ProcessStarted(
      Instant at,
      Actor actor,
      Executable executable,
      List<String> arguments,
      boolean argumentsCut,
      Optional<String> interpreter)
      implements Event {
    public ProcessStarted {
      arguments = List.copyOf(arguments);
    }
  }

  /** A process ended. */
  record ProcessEnded(Instant at, Actor actor) implements Event {}

  /**
   * A file was mapped as code after the start of a program: {@code ld.so ./copy}, dlopen,
   * LD_PRELOAD, mprotect.
   */
  record CodeMapped(Instant at, Actor actor, Executable file) implements Event {}

  /** An interpreter opened a file that the image does not contain: {@code sh dropped.sh}. */
  record ScriptRead(Instant at, Actor actor, Executable script) implements Event {}

  /**
   * Memory that holds code was made or changed in a way that no file shows.
   *
   * @param way how
   * @param target pid of the process whose memory it is
   */
  record MemoryChanged(Instant at, Actor actor, Way way, int target) implements Event {
    /** How memory was changed. */
    public enum Way {
      PROC_MEM_WRITE,
      PROCESS_VM_WRITEV,
      PTRACE,
      ANONYMOUS_CODE,
      IO_URING
    }
  }

  /**
   * A process was refused a child because there are too many.
   *
   * @param limit which limit
   * @param count live tasks at that moment
   * @param maximum the limit's value
   * @param killed how many processes were ended for it
   */
  record ProcessLimitReached(
      Instant at, Actor actor, Limit limit, long count, long maximum, int killed) implements Event {
    /** Which limit was reached. */
    public enum Limit {
      BELOW_ONE_PROCESS,
      PER_CONTAINER
    }
  }

  /** A process of a container moved to a cgroup or mount namespace outside it; it stays guarded. */
  record WorkloadLeft(Instant at, Actor actor, String how) implements Event {}

  /** A container is about to run, or was found running, with what it is started with. */
  record ContainerStarting(Instant at, ContainerConfiguration configuration) implements Event {}

  /** A scan found something in an image, or says what it is. */
  record ImageExamined(Instant at, ImageFact fact) implements Event {}

  /**
   * The engine was asked to run one more process in a container ({@code docker exec}).
   *
   * @param privileged whether it was asked for with all capabilities
   * @param addedCapabilities beyond the engine's default set, in upper case without {@code CAP_}
   * @param root whether it is to run as user 0
   * @param noNewPrivileges whether setuid programs give it nothing
   * @param arguments what is to run
   */
  record ExecRequested(
      Instant at,
      boolean privileged,
      Set<String> addedCapabilities,
      boolean root,
      boolean noNewPrivileges,
      List<String> arguments)
      implements Event {
    public ExecRequested {
      addedCapabilities = Set.copyOf(addedCapabilities);
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * What Sekisho says of itself: events lost, a guard taken away, a fail mode that took effect, a
   * policy that could not be held.
   *
   * @param id kebab-case kind of notice, the key of its text in the message catalogue: {@code
   *     events-lost}, {@code guard-lost}, {@code failed-open}, {@code failed-closed}, {@code
   *     enforcer-started}, {@code enforcer-late}, {@code control-not-possible} …
   * @param severity how much it matters
   * @param values the values that its text names
   */
  record Notice(Instant at, String id, Severity severity, Map<String, String> values)
      implements Event {
    public Notice {
      values = Map.copyOf(values);
    }
  }
}
