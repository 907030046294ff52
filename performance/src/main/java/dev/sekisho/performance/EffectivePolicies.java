package dev.sekisho.performance;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs {@link EffectivePolicyBenchmark} and reports its percentiles. */
final class EffectivePolicies {
  private EffectivePolicies() {}

  static Fragment measure() throws RunnerException {
    if (!EffectivePolicyBenchmark.speaks()) {
      throw new IllegalStateException("the policies of the benchmark match nothing");
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EffectivePolicyBenchmark.class.getName())
                    .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                    .build())
            .run();
    Fragment fragment = new Fragment("effective-policy", "Effective policy of 1,000 policies");
    for (RunResult result : results) {
      var statistics = result.getPrimaryResult().getStatistics();
      String label = result.getPrimaryResult().getLabel();
      double p99 = statistics.getPercentile(99);
      fragment.row(
          new Fragment.Row(
              label.equals("known")
                  ? "a workload that was asked for before"
                  : "a workload with attributes never seen",
              String.format(
                  Locale.ROOT, "p50 %.1f µs, p99 %.1f µs", statistics.getPercentile(50), p99),
              "",
              "",
              "p99 < 1 ms",
              p99 < 1_000));
    }
    Samples processor = EffectivePolicyBenchmark.processorTimes(20_000);
    fragment.row(
        new Fragment.Row(
            "the same by CPU time, which other work on the machine does not lengthen",
            String.format(
                Locale.ROOT,
                "p50 %.1f µs, p99 %.1f µs",
                processor.median() / 1e3,
                processor.percentile(0.99) / 1e3),
            "",
            "",
            "",
            true));
    fragment.note("JMH, sample time, one fork.");
    return fragment;
  }
}
