package dev.sekisho.performance;

import dev.sekisho.model.Container;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.PolicyDocument;
import dev.sekisho.policy.PolicySet;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What 1,000 policies mean for one workload: for one that was asked for before, and for one with
 * attributes that were never seen, which no cache can answer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EffectivePolicyBenchmark {
  private static final int POLICIES = 1_000;
  private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");

  private final PolicySet policies = PolicySet.of(1, documents());
  private final Workload same = workload("same", 7);
  private int next;

  /** Policies as teams write them: by repository, by label, by name and by host. */
  private static List<PolicyDocument> documents() {
    List<PolicyDocument> documents = new ArrayList<>();
    for (int i = 0; i < POLICIES; i++) {
      String scope =
          switch (i % 5) {
            case 0 -> "image.repository == \"shop/service" + i + "\"";
            case 1 -> "image.repository.startsWith(\"team" + i + "/\")";
            case 2 -> "container.labels[\"team\"] == \"t" + i + "\" && image.tag != \"latest\"";
            case 3 -> "container.name == \"web" + i + "\" || host.name == \"h" + i + "\"";
            default ->
                "container.labels[\"tier\"] == \"front\" && image.repository == \"r" + i + "\"";
          };
      String yaml =
          """
          apiVersion: sekisho.dev/v1
          kind: Policy
          metadata: {name: policy-%d}
          scope: '%s'
          mode: %s
          controls:
            executableBlocklist: {names: [wget, nc, tool%d]}
            driftPrevention: {executables: true}
          """
              .formatted(i, scope, i % 2 == 0 ? "audit" : "enforce", i);
      documents.add(new PolicyDocument("policy-" + i, 1, yaml, NOW));
    }
    return documents;
  }

  private static Workload workload(String id, int number) {
    Container container =
        new Container(
            id,
            "web" + number,
            "docker",
            Map.of("team", "t" + number, "tier", "front", "run", id),
            Set.of("PATH"),
            "",
            "runc");
    Image image =
        new Image(
            "shop/service5:1",
            new Digest("sha256", "ab".repeat(32)),
            List.of(),
            "docker.io",
            "shop/service5",
            "1",
            "amd64",
            "linux",
            Map.of(),
            Set.of());
    Host host = new Host("h", "h3", "h3", "", Map.of(), List.of(), "");
    return new Workload(
        id,
        host,
        Optional.of(container),
        Optional.of(image),
        Optional.empty(),
        Optional.empty(),
        Set.of());
  }

  /** A workload that was asked for before. */
  @Benchmark
  public EffectivePolicy known() {
    return policies.effective(same, NOW);
  }

  /** A workload with a label that no other had. */
  @Benchmark
  public EffectivePolicy unseen() {
    next++;
    return policies.effective(workload("c" + next, next % 1_000), NOW);
  }

  /**
   * CPU time of single calls for workloads never seen: unlike the wall clock it does not count the
   * moments in which the machine does something else.
   */
  static Samples processorTimes(int calls) {
    EffectivePolicyBenchmark benchmark = new EffectivePolicyBenchmark();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int i = 0; i < calls; i++) {
      benchmark.unseen();
    }
    LongStream.Builder taken = LongStream.builder();
    for (int i = 0; i < calls; i++) {
      long before = threads.getCurrentThreadCpuTime();
      benchmark.unseen();
      taken.add(threads.getCurrentThreadCpuTime() - before);
    }
    return Samples.of(taken.build());
  }

  /** Whether the policies of the benchmark say anything at all: else it measures nothing. */
  static boolean speaks() {
    EffectivePolicyBenchmark benchmark = new EffectivePolicyBenchmark();
    return benchmark.policies.problems().isEmpty() && !benchmark.known().clauses().isEmpty();
  }
}
