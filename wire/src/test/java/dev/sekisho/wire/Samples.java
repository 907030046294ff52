package dev.sekisho.wire;

import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Container;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.ImageFact;
import dev.sekisho.model.Mechanism;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One value of every kind that travels, by the name of its golden file. */
final class Samples {
  static final Instant AT = Instant.parse("2026-11-25T01:02:03.456789Z");

  static final Actor ACTOR =
      new Actor(
          4711, 99_000_000_123L, 1000, "app", 1000, "sh", List.of(new Actor.Parent(4700, "nginx")));

  static final Executable FILE =
      new Executable(
          "/bin/busybox",
          Set.of("wget", "/usr/bin/wget"),
          true,
          Executable.Origin.IMAGE,
          3 << 20 | 1,
          4242);

  static final Host HOST =
      new Host(
          "h-1",
          "build-7",
          "shop-front",
          "web",
          Map.of("zone", "a", "tier", "1"),
          List.of("10.0.0.7", "fd00::7"),
          "Debian GNU/Linux 12 (bookworm)");

  static final Workload WORKLOAD =
      new Workload(
          "c0ffee",
          HOST,
          Optional.of(
              new Container(
                  "c0ffee",
                  "shop-web-1",
                  "docker",
                  Map.of("app", "shop"),
                  Set.of("PATH", "DB_PASSWORD"),
                  "app",
                  "runc")),
          Optional.of(
              new Image(
                  "registry.example/shop/web:1.4",
                  Digest.parse("sha256:" + "ab".repeat(32)),
                  List.of("registry.example/shop/web@sha256:" + "cd".repeat(32)),
                  "registry.example",
                  "shop/web",
                  "1.4",
                  "amd64",
                  "linux",
                  Map.of("org.opencontainers.image.title", "shop"),
                  Set.of("PATH"))),
          Optional.of(new Workload.Kubernetes("prod", "web-0", "web", Map.of("app", "shop"))),
          Optional.of(new Workload.Marathon("/shop/web", "")),
          Set.of("kubernetes"));

  static final Event STARTED =
      new Event.ProcessStarted(
          AT, ACTOR, FILE, List.of("wget", "-q", "関所 \u0000\u001b[2J"), false, Optional.empty());

  static final Verdict VERDICT =
      new Verdict(
          Mode.ENFORCE,
          List.of(
              new Verdict.Reason(
                  "shop",
                  "executableBlocklist",
                  Mode.ENFORCE,
                  "names: wget",
                  Phrase.of("fact.called-as", "wget"),
                  List.of(Phrase.of("would-pass.remove-name", "wget")),
                  "")));

  static final Decision DECISION =
      new Decision(
          new Decision.Key("h-1", 1_764_000_000_000L, 17),
          Optional.of(WORKLOAD),
          STARTED,
          VERDICT,
          Action.DENIED,
          "fanotify",
          12);

  static final ContainerConfiguration CONFIGURATION =
      new ContainerConfiguration(
          ContainerConfiguration.Moment.STARTING,
          false,
          Set.of("NET_ADMIN", "SYS_PTRACE"),
          new ContainerConfiguration.Namespaces(true, false, true, false, false),
          new ContainerConfiguration.User("app", ContainerConfiguration.User.Root.NO, "alice"),
          List.of("80/tcp", "443:8443/tcp"),
          new ContainerConfiguration.Profile(
              ContainerConfiguration.Profile.State.CUSTOM, "profile", "sha256:" + "ef".repeat(32)),
          ContainerConfiguration.Profile.DEFAULT,
          ContainerConfiguration.Profile.unconfined(),
          false,
          true,
          List.of(
              new ContainerConfiguration.Mount(
                  ContainerConfiguration.Mount.Kind.VOLUME,
                  "/var/lib/docker/volumes/x/_data",
                  "/data",
                  true,
                  List.of("/var/lib/docker/volumes/x/_data", "/etc"))),
          "runc",
          new ContainerConfiguration.Source(
              "shop/web:1.4",
              "sha256:" + "ab".repeat(32),
              List.of("registry.example/shop/web"),
              true),
          List.of("command", "environment.LOG_LEVEL"),
          true);

  static final Map<String, Event> EVENTS = events();

  private static Map<String, Event> events() {
    Map<String, Event> all =
        new TreeMap<>(
            Map.of(
                "processStarted", STARTED,
                "processEnded", new Event.ProcessEnded(AT, ACTOR),
                "codeMapped", new Event.CodeMapped(AT, ACTOR, FILE),
                "scriptRead", new Event.ScriptRead(AT, ACTOR, FILE),
                "memoryChanged",
                    new Event.MemoryChanged(
                        AT, ACTOR, Event.MemoryChanged.Way.PROC_MEM_WRITE, 4712),
                "processLimitReached",
                    new Event.ProcessLimitReached(
                        AT, ACTOR, Event.ProcessLimitReached.Limit.PER_CONTAINER, 101, 100, 38),
                "containerStarting", new Event.ContainerStarting(AT, CONFIGURATION),
                "execRequested",
                    new Event.ExecRequested(
                        AT, true, Set.of("NET_ADMIN"), true, false, List.of("sh", "-c", "id")),
                "workloadLeft", new Event.WorkloadLeft(AT, ACTOR, "unshare -m"),
                "notice",
                    new Event.Notice(
                        AT, "events-lost", Severity.HIGH, Map.of("count", "7", "by", "ring"))));
    all.put(
        "imageExamined",
        new Event.ImageExamined(
            AT,
            new ImageFact(
                ImageFact.Kind.VULNERABILITY,
                "CVE-2024-1234",
                "pkg:npm/lodash@4.17.15",
                Optional.of(Severity.CRITICAL),
                "4.17.21",
                12,
                0.25,
                true,
                List.of("MIT"))));
    return Map.copyOf(all);
  }

  static final Map<String, Object> MESSAGES =
      Map.ofEntries(
          Map.entry("decision", DECISION),
          Map.entry(
              "enrolmentRequest",
              new AgentApi.EnrolmentRequest("skt1.AAAA", "PEM", HOST, "0123abcd", "0.1.0")),
          Map.entry(
              "identity", new AgentApi.Identity(HOST, "PEM", "CA PEM", Map.of("k1", "KEY PEM"))),
          Map.entry("renewalRequest", new AgentApi.RenewalRequest("PEM")),
          Map.entry(
              "bundle",
              new AgentApi.Bundle(
                  12, "h-1", AT, List.of(new AgentApi.Document("shop", 3, "kind: Policy\n", AT)))),
          Map.entry(
              "decisionBatch", new AgentApi.DecisionBatch(1_764_000_000_000L, List.of(DECISION))),
          Map.entry("decisionReceipt", new AgentApi.DecisionReceipt(1_764_000_000_000L, 17)),
          Map.entry("hostReport", report()),
          Map.entry("hostReply", new AgentApi.HostReply(12, HOST, Map.of("k1", "KEY PEM"))));

  static final AgentApi.SignedBundle SIGNED =
      new AgentApi.SignedBundle("k1", "{}".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});

  private Samples() {}

  private static AgentApi.HostReport report() {
    return new AgentApi.HostReport(
        AT,
        AT,
        "0.1.0",
        HOST,
        12,
        Map.of("executableBlocklist", 1),
        List.of(new Mechanism("fanotify-exec-perm", true, "Linux 6.18")),
        List.of(
            new AgentApi.WorkloadReport(
                WORKLOAD,
                AT,
                List.of("shop"),
                List.of(
                    new Assurance(
                        "forkGuard",
                        Assurance.Level.NOT_POSSIBLE,
                        "",
                        Optional.of(Phrase.of("why.no-pids")))),
                List.of(
                    new AgentApi.RunningProcess(
                        4711, 4700, "app", "/bin/sh", List.of("sh", "-c", "…"), AT)),
                0)),
        new AgentApi.SpoolState(1, 0, 4096, 268_435_456),
        Map.of("ring", 0L),
        List.of(new Gap("container x", "vfs")));
  }
}
