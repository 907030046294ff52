package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Event;
import java.util.Optional;

/** Hands the start of a container to controls that judge nothing else. */
final class StartOnly {
  private StartOnly() {}

  static Optional<ContainerConfiguration> of(Event event) {
    return event instanceof Event.ContainerStarting start
        ? Optional.of(start.configuration())
        : Optional.empty();
  }
}
