package dev.sekisho.policy;

import dev.sekisho.model.Event;
import java.util.Optional;

/**
 * What is recorded although nothing speaks against it.
 *
 * <p>Join: recordings unite; what one policy wants recorded is recorded.
 *
 * @param processes every process that starts or ends, with all arguments, user and parents
 */
public record Forensics(boolean processes) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "forensics";

  @Override
  public String name() {
    return NAME;
  }

  /** Always empty: forensics judges nothing. */
  @Override
  public Optional<Match> judge(Event event) {
    return Optional.empty();
  }

  /** Whether this configuration wants the event recorded. */
  public boolean records(Event event) {
    return switch (event) {
      case Event.ProcessStarted e -> processes;
      case Event.ProcessEnded e -> processes;
      case Event.CodeMapped e -> false;
      case Event.ScriptRead e -> false;
      case Event.MemoryChanged e -> false;
      case Event.ProcessLimitReached e -> false;
      case Event.WorkloadLeft e -> false;
      case Event.ContainerStarting e -> false;
      case Event.ImageExamined e -> false;
      case Event.ExecRequested e -> false;
      case Event.Notice e -> false;
    };
  }
}
