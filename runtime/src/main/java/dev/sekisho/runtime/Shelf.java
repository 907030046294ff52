package dev.sekisho.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers under watch as the loops see them: tables that are replaced whole. Changed by
 * whoever holds the containers' lock; read by all.
 */
final class Shelf {
  /** Ended containers stay findable for events that are still on their way. */
  private static final int ENDED_KEPT = 512;

  private final boolean kernelJudges;
  private final Map<String, Guarded> running = new LinkedHashMap<>();
  private final List<Guarded> ended = new ArrayList<>();
  private long version;
  private volatile LongTable<Guarded> byCgroup = LongTable.of(Map.of());
  private volatile WatchedFiles files;

  Shelf(boolean kernelJudges) {
    this.kernelJudges = kernelJudges;
    this.files = WatchedFiles.of(0, List.of(), kernelJudges);
  }

  void put(Guarded guarded) {
    running.put(guarded.id(), guarded);
  }

  Optional<Guarded> find(String id) {
    return Optional.ofNullable(running.get(id));
  }

  void end(Guarded guarded) {
    running.remove(guarded.id());
    ended.add(guarded.asEnded());
    if (ended.size() > ENDED_KEPT) ended.removeFirst();
  }

  Collection<Guarded> running() {
    return List.copyOf(running.values());
  }

  /** Shows what was put. */
  void publish() {
    Map<Long, Guarded> groups = new HashMap<>();
    for (Guarded guarded : ended) {
      guarded.cgroup().ifPresent(id -> groups.put(id, guarded));
    }
    for (Guarded guarded : running.values()) {
      guarded.cgroup().ifPresent(id -> groups.put(id, guarded));
    }
    byCgroup = LongTable.of(groups);
    files = WatchedFiles.of(++version, List.copyOf(running.values()), kernelJudges);
  }

  Optional<Guarded> byCgroup(long id) {
    return byCgroup.value(id);
  }

  WatchedFiles files() {
    return files;
  }
}
