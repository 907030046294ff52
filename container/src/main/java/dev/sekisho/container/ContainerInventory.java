package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the containers of one engine, and what of it changes by an event or by a fresh
 * list. Both may say the same thing again: a run is told apart by the time of its start, so each
 * change is told once. Used by one thread.
 */
final class ContainerInventory {
  /** Beyond this many, stopped containers are not kept ready for their next start. */
  private static final int MAXIMUM_STOPPED = 1_000;

  /** A container in several networks is connected to one after the other. */
  private static final Duration ONE_START = Duration.ofSeconds(1);

  /** Asks for the facts of a container. */
  interface Inspector {
    /** Empty if there is no such container; may wait while the engine starts it. */
    Optional<ContainerFacts> inspect(String id) throws EngineException;

    /** At once; empty if that is not possible. */
    Optional<ContainerFacts> glance(String id) throws EngineException;
  }

  /**
   * One container.
   *
   * @param facts the latest; while it runs those of this run
   * @param running whether Started was told and Ended was not
   * @param run start of the latest run that was told
   * @param hinted when Starting was told last
   */
  private record Known(ContainerFacts facts, boolean running, Instant run, Instant hinted) {
    Known with(ContainerFacts newer) {
      return new Known(newer, running, run, hinted);
    }
  }

  private final Inspector inspector;
  private final Consumer<ContainerChange> listener;
  private final InstantSource clock;
  private final Map<String, Known> known = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();

  ContainerInventory(Inspector inspector, Consumer<ContainerChange> listener, InstantSource clock) {
    this.inspector = inspector;
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Takes a full list: finds what began and ended unseen.
   *
   * @param thorough whether to ask also for those that seem unchanged, so that a restart that no
   *     event told of is found
   */
  void reconcile(List<ContainerSummary> all, boolean thorough) throws EngineException {
    Set<String> listed = new HashSet<>();
    List<ContainerSummary> running = new ArrayList<>();
    List<ContainerSummary> stopped = new ArrayList<>();
    for (ContainerSummary summary : all) {
      listed.add(summary.id());
      boolean runs = summary.state().equals("running") || summary.state().equals("paused");
      (runs ? running : stopped).add(summary);
    }
    for (String id : List.copyOf(known.keySet())) {
      if (!listed.contains(id)) {
        gone(id);
      }
    }
    unreadable.retainAll(listed);
    // Those that run come first: they need protection now.
    for (ContainerSummary summary : running) {
      Known before = known.get(summary.id());
      if (thorough || before == null || !before.running) {
        refresh(summary.id());
      }
    }
    for (ContainerSummary summary : stopped) {
      Known before = known.get(summary.id());
      if (before != null && before.running) {
        end(before, clock.instant(), OptionalInt.empty());
      } else if (before == null && known.size() < MAXIMUM_STOPPED) {
        refresh(summary.id());
      }
    }
  }

  /** Asks again for those that could not be read. */
  void retry() throws EngineException {
    for (String id : List.copyOf(unreadable)) {
      refresh(id);
    }
  }

  /** Takes one event of the engine. */
  void event(EngineEvent event) throws EngineException {
    if (event.type().equals("network") && event.action().equals("connect")) {
      starting(event.attributes().getOrDefault("container", ""), event.at());
    }
    if (!event.type().equals("container") || !EngineDocuments.ID.matcher(event.actor()).matches()) {
      return;
    }
    switch (event.action()) {
      case "create" -> created(event.actor());
      case "rename", "update", "pause", "unpause" -> refresh(event.actor());
      case "start" -> started(event);
      case "die" -> died(event);
      case "destroy" -> gone(event.actor());
      default -> {
        // exec_create, attach, kill, resize, health_status …: nothing of a container's facts.
      }
    }
  }

  /** Often it is being started already, and an inspection would wait until its process runs. */
  private void created(String id) throws EngineException {
    if (!glance(id)) {
      refresh(id);
    }
  }

  /** What can be known without waiting; false if that is nothing. */
  private boolean glance(String id) throws EngineException {
    if (known.containsKey(id)) {
      return false;
    }
    try {
      Optional<ContainerFacts> facts = inspector.glance(id);
      facts.ifPresent(this::compare);
      return facts.isPresent();
    } catch (EngineException e) {
      if (!concernsOne(e.failure())) {
        throw e;
      }
      // The inspection that follows tells what is wrong.
      return false;
    }
  }

  private void starting(String id, Instant at) throws EngineException {
    if (!EngineDocuments.ID.matcher(id).matches()) {
      return;
    }
    glance(id);
    Known now = known.get(id);
    if (now != null
        && !now.running
        && at.isAfter(startOf(now.facts))
        && at.isAfter(now.hinted.plus(ONE_START))) {
      known.put(id, new Known(now.facts, false, now.run, at));
      listener.accept(new ContainerChange.Starting(now.facts));
    }
  }

  private void started(EngineEvent event) throws EngineException {
    boolean there = refresh(event.actor());
    Known now = known.get(event.actor());
    if (now == null || now.running) {
      return;
    }
    // It has ended before it could be looked at, or it is an older run's event that a reconnect
    // brought again: then the start that the engine names was told before.
    Instant start = there ? startOf(now.facts) : event.at();
    if (start.isAfter(now.run) && !start.isAfter(event.at())) {
      run(stopped(now.facts, start), now.hinted);
    }
  }

  private void died(EngineEvent event) {
    Known now = known.get(event.actor());
    if (now != null && now.running && !event.at().isBefore(now.run)) {
      end(now, event.at(), exitCode(event));
    }
  }

  private void gone(String id) {
    unreadable.remove(id);
    Known now = known.get(id);
    if (now == null) {
      return;
    }
    if (now.running) {
      end(now, clock.instant(), OptionalInt.empty());
    }
    known.remove(id);
    listener.accept(new ContainerChange.Removed(id));
  }

  /**
   * Asks for the facts and tells what differs from what was told.
   *
   * @return whether the engine knows it
   */
  private boolean refresh(String id) throws EngineException {
    Optional<ContainerFacts> answer;
    try {
      answer = inspector.inspect(id);
    } catch (EngineException e) {
      if (!concernsOne(e.failure())) {
        throw e;
      }
      if (unreadable.add(id)) {
        Gap gap = new Gap("container " + id, e.failure().problem().what());
        listener.accept(new ContainerChange.Unreadable(id, gap));
      }
      return true;
    }
    unreadable.remove(id);
    answer.ifPresent(this::compare);
    return answer.isPresent();
  }

  /** Whether the others can still be asked about: else one hostile container blinds us. */
  private static boolean concernsOne(EngineFailure failure) {
    return switch (failure) {
      case EngineFailure.Nonsense n -> true;
      case EngineFailure.Refused r -> true;
      case EngineFailure.Stalled s -> true;
      case EngineFailure.Absent a -> false;
      case EngineFailure.Denied d -> false;
      case EngineFailure.Lost l -> false;
      case EngineFailure.Version v -> false;
    };
  }

  private void compare(ContainerFacts facts) {
    Known before = known.get(facts.id());
    if (facts.running()) {
      compareRunning(facts, before);
    } else if (before == null) {
      known.put(facts.id(), new Known(facts, false, Instant.MIN, Instant.MIN));
      if (facts.startedAt().isEmpty()) {
        listener.accept(new ContainerChange.Created(facts));
      }
    } else if (!before.running) {
      known.put(facts.id(), before.with(facts));
    }
    // One that was told as running and has ended keeps the facts of its run until its end is told.
  }

  private void compareRunning(ContainerFacts facts, @Nullable Known before) {
    if (before == null) {
      run(facts, Instant.MIN);
    } else if (!before.running) {
      run(facts, before.hinted);
    } else if (!before.run.equals(startOf(facts))) {
      end(before, startOf(facts), OptionalInt.empty());
      run(facts, before.hinted);
    } else if (!before.facts.equals(facts)) {
      known.put(facts.id(), before.with(facts));
      listener.accept(new ContainerChange.Changed(facts));
    }
  }

  private void run(ContainerFacts facts, Instant hinted) {
    known.put(facts.id(), new Known(facts, true, startOf(facts), hinted));
    listener.accept(new ContainerChange.Started(facts));
  }

  private void end(Known now, Instant at, OptionalInt exitCode) {
    known.put(now.facts.id(), new Known(now.facts, false, now.run, Instant.MIN));
    listener.accept(new ContainerChange.Ended(now.facts.id(), at, exitCode));
  }

  private static Instant startOf(ContainerFacts facts) {
    return facts.startedAt().orElse(Instant.MIN);
  }

  /** The facts of a run that is over. */
  private static ContainerFacts stopped(ContainerFacts facts, Instant start) {
    return new ContainerFacts(
        facts.container(),
        facts.image(),
        facts.kubernetes(),
        facts.marathon(),
        OptionalInt.empty(),
        facts.createdAt(),
        Optional.of(start),
        false,
        facts.root(),
        facts.mounts(),
        facts.isolation(),
        facts.start());
  }

  private static OptionalInt exitCode(EngineEvent event) {
    String code = event.attributes().getOrDefault("exitCode", "");
    return code.matches("\\d{1,3}") ? OptionalInt.of(Integer.parseInt(code)) : OptionalInt.empty();
  }
}
