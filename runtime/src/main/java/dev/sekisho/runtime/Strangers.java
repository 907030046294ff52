package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.Isolation;
import dev.sekisho.container.RootFileSystem;
import dev.sekisho.container.StartParameters;
import dev.sekisho.model.Container;
import dev.sekisho.model.Phrase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What is said of a container that ended before the engine told of it: next to nothing. */
final class Strangers {
  private Strangers() {}

  static ContainerFacts facts(String id) {
    return new ContainerFacts(
        new Container(id, id, "", Map.of(), Set.of(), "", ""),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Instant.EPOCH,
        Optional.empty(),
        false,
        new RootFileSystem.Opaque("", Phrase.of("root-file-system.not-seen")),
        List.of(),
        new Isolation(
            false,
            Set.of(),
            Set.of(),
            List.of(),
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            List.of(),
            false,
            false,
            OptionalLong.empty()),
        StartParameters.UNKNOWN);
  }
}
