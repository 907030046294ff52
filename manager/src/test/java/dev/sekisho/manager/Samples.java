package dev.sekisho.manager;

import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Assurance;
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
import dev.sekisho.wire.AgentApi.HostReport;
import dev.sekisho.wire.AgentApi.SpoolState;
import dev.sekisho.wire.AgentApi.WorkloadReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that hosts send. */
public final class Samples {
  public static final Instant AT = Instant.parse("2026-11-25T01:02:03.456789Z");

  private Samples() {}

  public static Host host(String id) {
    return new Host(
        id, "build-7", "", "", Map.of(), List.of("10.0.0.7"), "Debian GNU/Linux 12 (bookworm)");
  }

  public static Workload workload(String host, String id, String name) {
    return new Workload(
        id,
        host(host),
        Optional.of(
            new Container(
                id, name, "docker", Map.of("app", "shop"), Set.of("PATH"), "app", "runc")),
        Optional.of(
            new Image(
                "registry.example/shop/web:1.4",
                Digest.parse("sha256:" + "ab".repeat(32)),
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
  }

  /** A program that was started and passed, of which no policy spoke. */
  public static Decision recorded(
      String host, long epoch, long sequence, Workload workload, String... arguments) {
    return new Decision(
        new Decision.Key(host, epoch, sequence),
        Optional.of(workload),
        started(arguments),
        Verdict.NONE,
        Action.RECORDED,
        "bpf-exec",
        7);
  }

  /** A program that a policy refused. */
  public static Decision denied(
      String host, long epoch, long sequence, Workload workload, String policy, String control) {
    return new Decision(
        new Decision.Key(host, epoch, sequence),
        Optional.of(workload),
        started("wget", "-q"),
        new Verdict(
            Mode.ENFORCE,
            List.of(
                new Verdict.Reason(
                    policy,
                    control,
                    Mode.ENFORCE,
                    "names: wget",
                    Phrase.of("fact.called-as", "wget"),
                    List.of(Phrase.of("would-pass.remove-name", "wget")),
                    ""))),
        Action.DENIED,
        "fanotify",
        7);
  }

  private static Event started(String... arguments) {
    return new Event.ProcessStarted(
        AT,
        new Actor(4711, 99L, 1000, "app", 1000, "sh", List.of(new Actor.Parent(4700, "nginx"))),
        new Executable(
            "/bin/busybox", Set.of("wget"), true, Executable.Origin.IMAGE, 3 << 20 | 1, 4242),
        List.of(arguments),
        false,
        Optional.empty());
  }

  public static HostReport report(String host, Instant startedAt, long revision, Workload... all) {
    return new HostReport(
        AT,
        startedAt,
        "0.1.0",
        host(host),
        revision,
        Map.of("executableBlocklist", 1),
        List.of(),
        List.of(all).stream()
            .map(
                w ->
                    new WorkloadReport(
                        w,
                        AT,
                        List.of("shop"),
                        List.of(
                            new Assurance(
                                "executableBlocklist",
                                Assurance.Level.CLAIMED,
                                "fanotify",
                                Optional.empty())),
                        List.of(),
                        0))
            .toList(),
        new SpoolState(0, 0, 4096, 1 << 20),
        Map.of(),
        List.of());
  }
}
