package dev.sekisho.performance;

import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Container;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.SpooledBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many decisions a manager takes into its database each second: real batches over mutual TLS
 * from several hosts at once, each acknowledged only when it is stored.
 */
final class Ingest {
  private static final int HOSTS = 3;
  private static final int BATCH = 2_000;
  private static final double BUDGET = 20_000;

  private Ingest() {}

  static Fragment measure(Path program, Duration time) throws IOException, InterruptedException {
    try (ManagerProcess manager = ManagerProcess.start(program)) {
      List<ManagerProcess.Enrolled> hosts = new ArrayList<>();
      for (int i = 0; i < HOSTS; i++) {
        hosts.add(manager.enrol("performance-" + i));
      }
      send(hosts, time.dividedBy(6));
      long cpuBefore = cpu(manager);
      long ownBefore = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
      long begin = System.nanoTime();
      long stored = send(hosts, time);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double managerCores = (cpu(manager) - cpuBefore) / 1e9 / seconds;
      double ownCores =
          (ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() - ownBefore)
              / 1e9
              / seconds;
      hosts.forEach(host -> host.client().close());
      return report(stored / seconds, seconds, managerCores, ownCores);
    }
  }

  private static Fragment report(
      double rate, double seconds, double managerCores, double ownCores) {
    Fragment fragment = new Fragment("ingest", "Decisions into the manager's database");
    fragment.row(
        new Fragment.Row(
            "decisions stored, embedded PostgreSQL with fsync",
            String.format(Locale.ROOT, "%.0f/s over %.0f s", rate, seconds),
            "",
            "",
            "≥ 20,000/s",
            rate >= BUDGET));
    fragment.row(
        new Fragment.Row(
            "CPU of manager and database meanwhile",
            String.format(Locale.ROOT, "%.2f cores", managerCores),
            "",
            "",
            "",
            true));
    fragment.row(
        new Fragment.Row(
            "decisions for each second of CPU time of manager and database",
            String.format(Locale.ROOT, "%.0f", rate / managerCores),
            "",
            "",
            "",
            true));
    fragment.note(
        String.format(
            Locale.ROOT,
            "%d hosts at once over mutual TLS, gzip, batches of %d, each sent when the one before is"
                + " stored. The senders take %.2f cores of the same machine.",
            HOSTS,
            BATCH,
            ownCores));
    return fragment;
  }

  private static long cpu(ManagerProcess manager) throws IOException {
    long nanos = 0;
    for (long pid : manager.pids()) {
      nanos += Footprint.cpuNanos(pid);
    }
    return nanos;
  }

  /** Sends from all hosts for a time; the number of decisions that were stored. */
  private static long send(List<ManagerProcess.Enrolled> hosts, Duration time)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Long>> senders =
        hosts.stream().<Callable<Long>>map(host -> () -> send(host, end)).toList();
    long stored = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Long> sender : threads.invokeAll(senders)) {
        stored += sender.get();
      }
      return stored;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private static long send(ManagerProcess.Enrolled host, long end)
      throws IOException, InterruptedException {
    long stored = 0;
    // A spool begun anew for each batch lets the same bytes be sent again: only the epoch differs.
    long epoch = System.currentTimeMillis();
    String template = template(host.host());
    while (System.nanoTime() < end) {
      epoch++;
      List<byte[]> records = new ArrayList<>(BATCH);
      for (int i = 1; i <= BATCH; i++) {
        records.add(
            template
                .replace("\"epoch\":1,", "\"epoch\":" + epoch + ",")
                .replace("\"sequence\":1}", "\"sequence\":" + i + "}")
                .getBytes(StandardCharsets.UTF_8));
      }
      Answer<AgentApi.DecisionReceipt> answer =
          host.client().decisions(new SpooledBatch(epoch, 1, records));
      switch (answer) {
        case Answer.Ok<AgentApi.DecisionReceipt>(AgentApi.DecisionReceipt receipt) ->
            stored += receipt.storedThrough();
        case Answer.Away<AgentApi.DecisionReceipt> away -> {
          // The manager asks for a pause; the time goes on.
          Thread.sleep(away.retryAfter().orElse(Duration.ofMillis(100)));
        }
        case Answer.Refused<AgentApi.DecisionReceipt> refused ->
            throw new IOException(refused.problem().text());
        case Answer.Unchanged<AgentApi.DecisionReceipt> unchanged ->
            throw new IOException("304 to decisions");
      }
    }
    return stored;
  }

  /** JSON of a typical decision with epoch 1 and sequence 1. */
  private static String template(Host host) {
    String json = Json.text(decision(host));
    if (!json.contains("\"epoch\":1,") || !json.contains("\"sequence\":1}")) {
      throw new IllegalStateException("the key of a decision is written otherwise: " + json);
    }
    return json;
  }

  private static Decision decision(Host host) {
    Workload workload =
        new Workload(
            "ab".repeat(32),
            host,
            Optional.of(
                new Container(
                    "ab".repeat(32),
                    "shop-web",
                    "docker",
                    Map.of("team", "shop", "tier", "front"),
                    Set.of("PATH", "HOME", "TOKEN"),
                    "1000",
                    "runc")),
            Optional.of(
                new Image(
                    "registry.example/shop/web:1.4",
                    new Digest("sha256", "cd".repeat(32)),
                    List.of(),
                    "registry.example",
                    "shop/web",
                    "1.4",
                    "amd64",
                    "linux",
                    Map.of(),
                    Set.of("PATH"))),
            Optional.empty(),
            Optional.empty(),
            Set.of());
    Event event =
        new Event.ProcessStarted(
            Instant.now(),
            new Actor(
                4242,
                123_456_789_000L,
                1000,
                "web",
                1000,
                "sh",
                List.of(new Actor.Parent(4200, "node"), new Actor.Parent(4100, "tini"))),
            new Executable(
                "/usr/bin/wget", Set.of("wget"), false, Executable.Origin.IMAGE, 52, 1_234_567),
            List.of("wget", "-q", "-O", "/tmp/x", "https://example.org/a/long/path?with=query"),
            false,
            Optional.empty());
    Verdict verdict =
        new Verdict(
            Mode.AUDIT,
            List.of(
                new Verdict.Reason(
                    "shop-frontend",
                    "executableBlocklist",
                    Mode.AUDIT,
                    "names: wget",
                    Phrase.of("fact.called-as", "wget"),
                    List.of(Phrase.of("would-pass.exception", "shop-frontend")),
                    "")));
    return new Decision(
        new Decision.Key(host.id(), 1, 1),
        Optional.of(workload),
        event,
        verdict,
        Action.REPORTED,
        "fanotify",
        7);
  }
}
