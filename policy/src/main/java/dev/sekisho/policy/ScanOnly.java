package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.ImageFact;
import java.util.Optional;

/** Hands what a scan says to controls that judge nothing else. */
final class ScanOnly {
  private ScanOnly() {}

  static Optional<ImageFact> of(Event event) {
    return switch (event) {
      case Event.ImageExamined e -> Optional.of(e.fact());
      case Event.ContainerStarting e -> Optional.empty();
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

  /** Those of one kind. */
  static Optional<ImageFact> of(Event event, ImageFact.Kind kind) {
    return of(event).filter(fact -> fact.kind() == kind);
  }
}
