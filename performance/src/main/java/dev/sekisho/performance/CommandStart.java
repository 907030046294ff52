package dev.sekisho.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;

/** How long {@code sekisho policy check} takes, from its start to its end. */
final class CommandStart {
  private static final String POLICY =
      """
      apiVersion: sekisho.dev/v1
      kind: Policy
      metadata: {name: performance}
      scope: container.labels["tier"] == "front" && image.repository.startsWith("shop/")
      mode: enforce
      controls:
        executableBlocklist: {names: [wget, nc, ncat], paths: ["/opt/**/miner"]}
        driftPrevention: {executables: true, executableMappings: true}
      """;

  private CommandStart() {}

  /**
   * @param command the program as people run it, from an unpacked release
   */
  static Fragment measure(Path command, int runs) throws IOException, InterruptedException {
    Path policy = Files.writeString(Files.createTempFile("sekisho-policy", ".yaml"), POLICY);
    try {
      run(command, policy);
      long cpuBefore = Footprint.childrenCpuNanos();
      LongStream.Builder taken = LongStream.builder();
      for (int i = 0; i < runs; i++) {
        taken.add(run(command, policy));
      }
      long cpu = Footprint.childrenCpuNanos() - cpuBefore;
      Samples samples = Samples.of(taken.build());
      Fragment fragment = new Fragment("command-start", "The command");
      fragment.row(
          new Fragment.Row(
              "sekisho policy check, one file",
              String.format(
                  Locale.ROOT,
                  "p50 %.0f ms, fastest %.0f ms, slowest %.0f ms",
                  samples.median() / 1e6,
                  samples.smallest() / 1e6,
                  samples.largest() / 1e6),
              "",
              "",
              "< 300 ms",
              samples.median() < 300_000_000L));
      fragment.row(
          new Fragment.Row(
              "its CPU time, which other work on the machine does not lengthen",
              String.format(Locale.ROOT, "%.0f ms on average", cpu / 1e6 / runs),
              "",
              "",
              "",
              true));
      fragment.note("Whole process, " + runs + " runs after one to warm the page cache.");
      return fragment;
    } finally {
      Files.delete(policy);
    }
  }

  private static long run(Path command, Path policy) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Rig.command(command.toString(), "policy", "check", policy.toString());
    return System.nanoTime() - begin;
  }
}
