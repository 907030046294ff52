package dev.sekisho.enforcer;

import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.runtime.DecisionSink;
import dev.sekisho.runtime.Mechanisms;
import dev.sekisho.runtime.Redaction;
import dev.sekisho.wire.Spool;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Takes what was decided, takes secrets out, gives it its key and spools it. */
final class DecisionLog implements DecisionSink {
  private final Spool spool;
  private final Supplier<String> hostId;
  private final LongSupplier revision;
  private final InstantSource clock;

  DecisionLog(Spool spool, Supplier<String> hostId, LongSupplier revision, InstantSource clock) {
    this.spool = spool;
    this.hostId = hostId;
    this.revision = revision;
    this.clock = clock;
  }

  @Override
  public void accept(
      Optional<Workload> workload,
      Event event,
      Verdict verdict,
      Action action,
      String mechanism,
      long decidingRevision) {
    append(workload, event, verdict, action, mechanism, decidingRevision);
  }

  /**
   * Records what Sekisho says of itself.
   *
   * @return whether the spool took it: who counts something tells it again if not
   */
  boolean notice(String id, Severity severity, Map<String, String> values) {
    return notice(id, severity, values, Action.RECORDED, Mechanisms.PLANE);
  }

  boolean notice(
      String id, Severity severity, Map<String, String> values, Action action, String mechanism) {
    Event event = new Event.Notice(clock.instant(), id, severity, values);
    return append(Optional.empty(), event, Verdict.NONE, action, mechanism, revision.getAsLong());
  }

  private boolean append(
      Optional<Workload> workload,
      Event event,
      Verdict verdict,
      Action action,
      String mechanism,
      long decidingRevision) {
    Event redacted = redacted(event);
    return spool.append(
        weight(event, action),
        (epoch, sequence) ->
            new Decision(
                new Decision.Key(hostId.get(), epoch, sequence),
                workload,
                redacted,
                verdict,
                action,
                mechanism,
                decidingRevision));
  }

  private static Spool.Weight weight(Event event, Action action) {
    boolean routine = action == Action.RECORDED && !(event instanceof Event.Notice);
    return routine ? Spool.Weight.ROUTINE : Spool.Weight.IMPORTANT;
  }

  /** Only the arguments of programs can hold what its user did not mean to be kept. */
  private static Event redacted(Event event) {
    return switch (event) {
      case Event.ProcessStarted started ->
          new Event.ProcessStarted(
              started.at(),
              started.actor(),
              started.executable(),
              Redaction.arguments(started.arguments()),
              started.argumentsCut(),
              started.interpreter());
      case Event.ProcessEnded other -> other;
      case Event.CodeMapped other -> other;
      case Event.ScriptRead other -> other;
      case Event.MemoryChanged other -> other;
      case Event.ProcessLimitReached other -> other;
      case Event.WorkloadLeft other -> other;
      case Event.ContainerStarting other -> other;
      case Event.ImageExamined other -> other;
      case Event.ExecRequested asked ->
          new Event.ExecRequested(
              asked.at(),
              asked.privileged(),
              asked.addedCapabilities(),
              asked.root(),
              asked.noNewPrivileges(),
              Redaction.arguments(asked.arguments()));
      case Event.Notice other -> other;
    };
  }
}
