package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import java.util.Optional;

/** Hands the start of a container to controls that judge nothing else. */
final class StartOnly {
  private StartOnly() {}

  static Optional<ContainerConfiguration> of(Event event) {
    return switch (event) {
      case Event.ContainerStarting e -> Optional.of(e.configuration());
      case Event.ImageExamined e -> Optional.empty();
      case Event.ExecRequested e -> Optional.empty();
      case Event.ProcessStarted e -> Optional.empty();
      case Event.ProcessEnded e -> Optional.empty();
      case Event.CodeMapped e -> Optional.empty();
      case Event.ScriptRead e -> Optional.empty();
      case Event.MemoryChanged e -> Optional.empty();
      case Event.ProcessLimitReached e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }
}
