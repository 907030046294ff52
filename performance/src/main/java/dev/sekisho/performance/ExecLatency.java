package dev.sekisho.performance;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the guards add to starting a program in a container: paired, in turn, the guards' process
 * really stopped for the one and running for the other.
 */
final class ExecLatency {
  private static final String COUNT = "1000";

  private ExecLatency() {}

  private enum Program {
    STATIC("static binary", "/nothing"),
    DYNAMIC("dynamic binary", "/nothing-dynamic");

    private final String title;
    private final String path;

    Program(String title, String path) {
      this.title = title;
      this.path = path;
    }
  }

  static Fragment measure(Rig rig, int rounds) throws IOException {
    Fragment fragment = new Fragment("exec-latency", "Starting a program in a container");
    String guarded = rig.container("guarded", true);
    String neighbour = rig.container("neighbour", false);
    List<Guards> all =
        List.of(
            new Guards("drift prevention and blocklist", GuardSet.DRIFT_AND_BLOCKLIST, 1.10),
            new Guards("the same and executable mappings", GuardSet.MAPPINGS, 1.30));
    for (Guards guards : all) {
      for (Program program : Program.values()) {
        Paired inside = new Paired();
        Paired beside = new Paired();
        for (int round = 0; round < rounds; round++) {
          round(rig, guards.set(), program, guarded, neighbour, inside, beside);
        }
        row(fragment, guards, program.title, inside, "in the guarded container");
        row(fragment, guards.withoutBudget(), program.title, beside, "in a container beside it");
      }
    }
    fragment.note(
        "Each of "
            + rounds
            + " rounds starts the program "
            + COUNT
            + " times without guards (their process stopped, nothing pinned) and as often with"
            + " them; vfork to the end of the child.");
    return fragment;
  }

  private record Guards(String title, GuardSet set, double budget) {
    Guards withoutBudget() {
      return new Guards(title, set, 0);
    }
  }

  private static void round(
      Rig rig,
      GuardSet set,
      Program program,
      String guarded,
      String neighbour,
      Paired inside,
      Paired beside)
      throws IOException {
    rig.require(guarded, false);
    Samples insideWithout = spawn(rig, guarded, program);
    Samples besideWithout = spawn(rig, neighbour, program);
    try (GuardedProcess guards = GuardedProcess.start(set)) {
      rig.require(guarded, true);
      inside.add(insideWithout, spawn(rig, guarded, program));
      beside.add(besideWithout, spawn(rig, neighbour, program));
      if (guards.lost() > 0) {
        throw new IOException("events were lost while exec latency was measured");
      }
    }
  }

  private static Samples spawn(Rig rig, String container, Program program) throws IOException {
    rig.run(container, "/spawn", "100", program.path);
    return Samples.of(
        Arrays.stream(rig.run(container, "/spawn", COUNT, program.path).split("\n", -1))
            .filter(line -> !line.isEmpty())
            .mapToLong(Long::parseLong));
  }

  private static void row(
      Fragment fragment, Guards guards, String program, Paired pair, String where) {
    for (double share : new double[] {0.5, 0.99}) {
      String what =
          String.format(
              Locale.ROOT, "%s, %s, %s, p%.0f", program, guards.title(), where, share * 100);
      boolean budgeted = share == 0.5 && guards.budget() > 0;
      fragment.row(
          new Fragment.Row(
              what,
              Fragment.micros(pair.with().percentile(share)),
              Fragment.micros(pair.without().percentile(share)),
              pair.ratioText(share),
              budgeted ? String.format(Locale.ROOT, "≤ %.2f", guards.budget()) : "",
              !budgeted || pair.ratio(share) <= guards.budget()));
    }
  }
}
