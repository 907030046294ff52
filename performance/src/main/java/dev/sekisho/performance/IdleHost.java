package dev.sekisho.performance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Memory and idle CPU with 20 guarded containers in which nothing happens. */
final class IdleHost {
  private static final int CONTAINERS = 20;
  private static final double BUDGET_MEGABYTES = 80;

  private IdleHost() {}

  /**
   * The guards' part alone: {@link GuardedHost} without spool and connection.
   *
   * @param time how long is watched
   */
  static Fragment guards(Rig rig, Duration time) throws IOException {
    Fragment fragment = new Fragment("idle-guards", "The guards' process with 20 containers");
    containers(rig);
    try (GuardedProcess guards = GuardedProcess.start(GuardSet.DRIFT_AND_BLOCKLIST)) {
      LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
      Footprint.measure(fragment, "guards", guards.pid(), time, BUDGET_MEGABYTES);
    }
    fragment.note("Guards without spool and connection, over " + time.toSeconds() + " s.");
    return fragment;
  }

  /**
   * The whole enforcer, which somebody has started.
   *
   * @param pid the enforcer's main process
   */
  static Fragment enforcer(Rig rig, long pid, Duration time) throws IOException {
    Fragment fragment = new Fragment("idle-enforcer", "The enforcer with 20 containers");
    containers(rig);
    LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
    Footprint.measure(fragment, "enforcer", pid, time, BUDGET_MEGABYTES);
    fragment.note("Connected to a manager, over " + time.toSeconds() + " s.");
    return fragment;
  }

  private static void containers(Rig rig) throws IOException {
    for (int i = 0; i < CONTAINERS; i++) {
      rig.container("idle-" + i, true);
    }
  }
}
