package dev.sekisho.enforcer;

import dev.sekisho.model.Severity;
import dev.sekisho.policy.UnknownControl;
import dev.sekisho.wire.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What has to be looked after each second: the spool reaches the disk, the clock is kept, the
 * watchdog lives, and what was lost, taken away or late is told.
 */
final class Housekeeping {
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A second that takes this long was not one: the process was stopped or starved. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private static final Duration CLOCK_BACK = Duration.ofMinutes(1);
  private static final int TAMPER_LOOK = 5;

  private final Spool spool;
  private final HostClock clock;
  private final HeldPolicies policies;
  private final Supplier<Optional<Plane>> plane;
  private final Optional<Watchdog> watchdog;
  private final DecisionLog decisions;
  private final EventLosses losses;
  private final EnforcerLog log;
  private final Set<String> toldTampering = new HashSet<>();
  private Set<UnknownControl> toldUnknown = Set.of();
  private Map<Spool.Loss, Long> knownLosses = Map.of();
  private boolean toldClock;
  private long turns;

  Housekeeping(
      Spool spool,
      HostClock clock,
      HeldPolicies policies,
      Supplier<Optional<Plane>> plane,
      Optional<Watchdog> watchdog,
      DecisionLog decisions,
      EnforcerLog log) {
    this.spool = spool;
    this.clock = clock;
    this.policies = policies;
    this.plane = plane;
    this.watchdog = watchdog;
    this.decisions = decisions;
    this.losses = new EventLosses(decisions);
    this.log = log;
    plane.get().ifPresent(p -> losses.startWith(p.lost()));
  }

  /** Keeps house until the thread is interrupted. */
  void run() throws InterruptedException {
    long last = System.nanoTime();
    while (true) {
      Thread.sleep(EVERY);
      long now = System.nanoTime();
      turn(Duration.ofNanos(now - last));
      last = now;
    }
  }

  /**
   * One turn.
   *
   * @param since how long ago the turn before it was
   */
  void turn(Duration since) {
    spool.sync();
    if (since.compareTo(LATE) > 0) {
      decisions.notice(
          "enforcer-late", Severity.HIGH, Map.of("milliseconds", Long.toString(since.toMillis())));
    }
    lookAfterSpool();
    unknownControls();
    clockSetBack();
    try {
      clock.keep();
      if (plane.get().isPresent()) look(plane.get().get());
      log.over("disk");
    } catch (IOException e) {
      log.problem("disk", Problems.disk(e));
    }
    turns++;
  }

  /** What the spool does not take is told here at once: the manager hears of it only later. */
  private void lookAfterSpool() {
    Map<Spool.Loss, Long> lost = spool.lost();
    losses.tellOfSpool(lost);
    boolean disk = grown(lost, Spool.Loss.DISK);
    if (disk || grown(lost, Spool.Loss.FULL)) {
      log.problem("spool", Problems.of(disk ? "spool-disk" : "spool-full"));
    } else {
      log.over("spool");
    }
    knownLosses = lost;
  }

  private boolean grown(Map<Spool.Loss, Long> lost, Spool.Loss cause) {
    return lost.getOrDefault(cause, 0L) > knownLosses.getOrDefault(cause, 0L);
  }

  private void look(Plane now) throws IOException {
    losses.tell(now.lost());
    now.problems().forEach(problem -> log.problem(problem.id(), problem));
    if (watchdog.isPresent() && now.pulse().isPresent()) {
      watchdog.get().check(now.pulse().get());
    }
    if (turns % TAMPER_LOOK == 0) tampering(now.tampering());
  }

  private void tampering(List<String> gone) {
    toldTampering.retainAll(gone);
    for (String what : gone) {
      boolean told = toldTampering.contains(what);
      if (!told && decisions.notice("guard-lost", Severity.CRITICAL, Map.of("what", what))) {
        toldTampering.add(what);
        log.say("log.guard-lost", what);
      }
    }
  }

  private void unknownControls() {
    Set<UnknownControl> unknown = Set.copyOf(policies.set().unknownControls());
    for (UnknownControl each : unknown) {
      if (toldUnknown.contains(each)) continue;
      decisions.notice(
          "control-not-possible",
          Severity.MEDIUM,
          Map.of("control", each.control(), "policy", each.policy(), "why", "enforcer-too-old"));
    }
    toldUnknown = unknown;
  }

  private void clockSetBack() {
    boolean back = clock.behind().compareTo(CLOCK_BACK) > 0;
    if (back && !toldClock) {
      decisions.notice(
          "clock-set-back",
          Severity.MEDIUM,
          Map.of("seconds", Long.toString(clock.behind().toSeconds())));
    }
    toldClock = back;
  }
}
