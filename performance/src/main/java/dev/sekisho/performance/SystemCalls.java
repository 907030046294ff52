package dev.sekisho.performance;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the guards cost a program that makes many system calls in a container beside. */
final class SystemCalls {
  private static final List<String> KINDS = List.of("getpid", "read", "open+close", "mmap+munmap");

  private SystemCalls() {}

  static Fragment measure(Rig rig, int rounds) throws IOException {
    Fragment fragment =
        new Fragment("system-calls", "A program that makes many system calls, beside and inside");
    String guarded = rig.container("guarded-calls", true);
    String neighbour = rig.container("neighbour-calls", false);
    Map<String, Paired> pairs = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      rig.require(guarded, false);
      Map<String, Samples> beside = calls(rig, neighbour);
      Map<String, Samples> inside = calls(rig, guarded);
      try (GuardedProcess guards = GuardedProcess.start(GuardSet.MAPPINGS)) {
        rig.require(guarded, true);
        add(pairs, "beside", beside, calls(rig, neighbour));
        add(pairs, "inside", inside, calls(rig, guarded));
        if (guards.lost() > 0) {
          throw new IOException("events were lost while system calls were measured");
        }
      }
    }
    pairs.forEach(
        (what, pair) ->
            fragment.row(
                new Fragment.Row(
                    what,
                    nanos(pair.with().median()),
                    nanos(pair.without().median()),
                    pair.ratioText(0.5),
                    "",
                    true)));
    fragment.note(
        "Guards with executable mappings in force on one container; CPU time of one call, median of batches of"
            + " 20,000 calls, guards stopped and running in turn, "
            + rounds
            + " rounds.");
    return fragment;
  }

  private static void add(
      Map<String, Paired> pairs,
      String where,
      Map<String, Samples> without,
      Map<String, Samples> with) {
    for (String kind : KINDS) {
      Samples before = without.get(kind);
      Samples after = with.get(kind);
      if (before == null || after == null) {
        throw new IllegalStateException("no figures for " + kind);
      }
      pairs.computeIfAbsent(kind + ", " + where, k -> new Paired()).add(before, after);
    }
  }

  /** Tenths of a nanosecond of one call, by kind. */
  private static Map<String, Samples> calls(Rig rig, String container) throws IOException {
    String[] lines = rig.run(container, "/calls", "15", "20000").split("\n", -1);
    Map<String, Samples> samples = new HashMap<>();
    for (String kind : KINDS) {
      samples.put(
          kind,
          Samples.of(
              Arrays.stream(lines)
                  .filter(line -> line.startsWith(kind + " "))
                  .mapToLong(
                      line ->
                          Math.round(Double.parseDouble(line.substring(kind.length() + 1)) * 10))));
    }
    return samples;
  }

  private static String nanos(long tenths) {
    return String.format(Locale.ROOT, "%.1f ns", tenths / 10.0);
  }
}
