package dev.sekisho.performance;

import dev.sekisho.container.ContainerChange;
import dev.sekisho.container.ContainerRequest;
import dev.sekisho.container.EngineWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;

/**
 * How long before its first instruction a new container is known: the time that remains to guard
 * it. A negative time is the window in which it runs unguarded.
 */
final class StartWindow {
  private StartWindow() {}

  static Fragment measure(Rig rig, int runs) throws IOException, InterruptedException {
    Map<String, Long> starting = new ConcurrentHashMap<>();
    Map<String, Long> started = new ConcurrentHashMap<>();
    BlockingQueue<String> removed = new LinkedBlockingQueue<>();
    CountDownLatch reached = new CountDownLatch(1);
    LongStream.Builder early = LongStream.builder();
    LongStream.Builder late = LongStream.builder();
    try (EngineWatch watch =
        new EngineWatch(
            rig.engine(),
            change -> {
              switch (change) {
                case ContainerChange.Starting s -> starting.putIfAbsent(s.facts().id(), now());
                case ContainerChange.Started s -> started.putIfAbsent(s.facts().id(), now());
                case ContainerChange.EngineReached e -> reached.countDown();
                case ContainerChange.Created c -> {}
                case ContainerChange.Changed c -> {}
                case ContainerChange.Ended e -> {}
                case ContainerChange.Removed r -> removed.add(r.id());
                case ContainerChange.Unreadable u -> {}
                case ContainerChange.EngineLost l -> {}
              }
            })) {
      watch.start();
      reached.await();
      for (int i = 0; i < runs; i++) {
        String id =
            rig.engine()
                .create(
                    ContainerRequest.of("sekisho-performance-stamp", Rig.IMAGE, List.of("/stamp")));
        long first;
        try {
          rig.engine().start(id);
          rig.engine().await(id, Duration.ofSeconds(60));
          first = Long.parseLong(rig.engine().logs(id).output().strip());
        } finally {
          rig.engine().remove(id);
        }
        while (!id.equals(removed.take())) {
          // Another container of this machine.
        }
        Optional.ofNullable(starting.get(id)).ifPresent(told -> early.add(first - told));
        Optional.ofNullable(started.get(id)).ifPresent(told -> late.add(first - told));
      }
    }
    return report(runs, Samples.of(early.build()), Samples.of(late.build()));
  }

  private static Fragment report(int runs, Samples early, Samples late) {
    Fragment fragment =
        new Fragment("start-window", "A new container is known before its first instruction");
    fragment.row(row("by the connection of its network", early, runs));
    fragment.row(row("by the event start", late, runs));
    fragment.note(
        runs
            + " containers, started the moment they were created. Times before the first"
            + " instruction; negative: after it.");
    return fragment;
  }

  private static Fragment.Row row(String what, Samples samples, int runs) {
    return new Fragment.Row(
        what,
        String.format(
            Locale.ROOT,
            "%.0f ms before (%.0f to %.0f); told for %d of %d",
            samples.median() / 1e6,
            samples.smallest() / 1e6,
            samples.largest() / 1e6,
            samples.count(),
            runs),
        "",
        "",
        "",
        true);
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
