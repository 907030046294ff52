package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.ImageFact;
import java.util.Optional;

/** Hands what a scan says to controls that judge nothing else. */
final class ScanOnly {
  private ScanOnly() {}

  static Optional<ImageFact> of(Event event) {
    return event instanceof Event.ImageExamined examined
        ? Optional.of(examined.fact())
        : Optional.empty();
  }

  /** Those of one kind. */
  static Optional<ImageFact> of(Event event, ImageFact.Kind kind) {
    return of(event).filter(fact -> fact.kind() == kind);
  }
}
