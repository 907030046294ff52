package dev.sekisho.performance;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How many events come through, from the kernel to the sink, when a container starts processes as
 * fast as it can; and how fast a backlog is drained.
 */
final class EventRate {
  private static final int SECONDS = 10;

  private EventRate() {}

  static Fragment measure(Rig rig, int rounds) throws IOException, InterruptedException {
    Fragment fragment = new Fragment("events", "Events from the kernel to the sink");
    String container = rig.container("storm", true);
    for (int round = 0; round < rounds; round++) {
      try (GuardedProcess guards = GuardedProcess.start(GuardSet.FORENSICS)) {
        storm(rig, container, guards, fragment);
        backlog(rig, container, guards, fragment);
      }
    }
    fragment.note(
        "The storm is limited by how fast the kernel starts processes on this machine, not by the"
            + " reader. The backlog is made while the reader is stopped (SIGSTOP), then drained.");
    return fragment;
  }

  private static void storm(Rig rig, String container, GuardedProcess guards, Fragment fragment)
      throws IOException {
    long before = settled(guards);
    long cpuBefore = Footprint.cpuNanos(guards.pid());
    long begin = System.nanoTime();
    long started =
        Long.parseLong(
            rig.run(container, "/storm", String.valueOf(SECONDS), "2", "/nothing").strip());
    double seconds = (System.nanoTime() - begin) / 1e9;
    long events = settled(guards) - before;
    double share = (Footprint.cpuNanos(guards.pid()) - cpuBefore) / 1e9 / seconds;
    fragment.row(
        new Fragment.Row(
            String.format(Locale.ROOT, "%d processes started in %.0f s", started, seconds),
            String.format(
                Locale.ROOT, "%.0f decisions/s, %d lost", events / seconds, guards.lost()),
            "",
            "",
            "none lost",
            guards.lost() == 0 && events >= started));
    fragment.row(
        new Fragment.Row(
            "CPU of the reader meanwhile",
            String.format(Locale.ROOT, "%.1f %% of one core", share * 100),
            "",
            "",
            "",
            true));
  }

  private static void backlog(Rig rig, String container, GuardedProcess guards, Fragment fragment)
      throws IOException, InterruptedException {
    long before = settled(guards);
    long lostBefore = guards.lost();
    // Should something wait for the stopped process, it goes on after three seconds all the same.
    String pause = "kill -STOP %1$d; sleep 3; kill -CONT %1$d".formatted(guards.pid());
    Process stopped = new ProcessBuilder("sh", "-c", pause).inheritIO().start();
    rig.run(container, "/storm", "2", "2", "/nothing");
    stopped.waitFor();
    long begin = System.nanoTime();
    long last = before;
    long lastChange = begin;
    while (System.nanoTime() - lastChange < 300_000_000L) {
      long now = guards.count();
      if (now != last) {
        last = now;
        lastChange = System.nanoTime();
      }
    }
    double seconds = Math.max(1, lastChange - begin) / 1e9;
    fragment.row(
        new Fragment.Row(
            String.format(Locale.ROOT, "backlog of %d decisions drained", last - before),
            String.format(
                Locale.ROOT,
                "%.0f decisions/s, %d lost",
                (last - before) / seconds,
                guards.lost() - lostBefore),
            "",
            "",
            "",
            true));
  }

  /** The count once it has stood still for a while. */
  private static long settled(GuardedProcess guards) throws IOException {
    long last = -1;
    for (long now = guards.count(); now != last; now = guards.count()) {
      last = now;
      LockSupport.parkNanos(200_000_000L);
    }
    return last;
  }
}
