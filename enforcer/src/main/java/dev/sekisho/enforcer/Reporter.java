package dev.sekisho.enforcer;

import dev.sekisho.model.Gap;
import dev.sekisho.model.Mechanism;
import dev.sekisho.policy.Control;
import dev.sekisho.runtime.RunningProcess;
import dev.sekisho.runtime.WorkloadState;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Spool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells the manager every 10 seconds, and at once when something changed, what this host is. */
final class Reporter {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Version of the controls that this enforcer knows. */
  private static final int CONTROL_VERSION = 1;

  private final ManagerLink link;
  private final HostFacts facts;
  private final HeldPolicies policies;
  private final Spool spool;
  private final Supplier<Optional<Plane>> plane;
  private final List<Mechanism> mechanisms;
  private final EnforcerLog log;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Semaphore wanted = new Semaphore(0);

  Reporter(
      ManagerLink link,
      HostFacts facts,
      HeldPolicies policies,
      Spool spool,
      Supplier<Optional<Plane>> plane,
      List<Mechanism> mechanisms,
      EnforcerLog log,
      InstantSource clock) {
    this.link = link;
    this.facts = facts;
    this.policies = policies;
    this.spool = spool;
    this.plane = plane;
    this.mechanisms = List.copyOf(mechanisms);
    this.log = log;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Something changed that the manager should know at once. */
  void soon() {
    wanted.release();
  }

  /** Reports until the thread is interrupted. */
  void run() throws InterruptedException {
    while (true) {
      step();
      if (wanted.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) wanted.drainPermits();
    }
  }

  void step() throws InterruptedException {
    try {
      link.renewWhenDue()
          .ifPresentOrElse(problem -> log.problem("renewal", problem), () -> log.over("renewal"));
      Optional<Answer<AgentApi.HostReply>> answer = link.call(client -> client.report(report()));
      if (answer.isPresent()) take(answer.get());
    } catch (IOException e) {
      log.say("log.disk", String.valueOf(e.getMessage()));
    }
  }

  private void take(Answer<AgentApi.HostReply> answer) throws IOException {
    switch (answer) {
      case Answer.Ok<AgentApi.HostReply>(AgentApi.HostReply reply) -> {
        link.update(reply.host(), reply.bundleKeys());
        log.over("report");
      }
      case Answer.Unchanged<AgentApi.HostReply> unchanged -> log.over("report");
      case Answer.Refused<AgentApi.HostReply> refused -> log.problem("report", refused.problem());
      case Answer.Away<AgentApi.HostReply> away -> log.problem("report", away.problem());
    }
  }

  AgentApi.HostReport report() {
    Optional<Plane> now = plane.get();
    List<Gap> gaps = new ArrayList<>();
    now.ifPresent(p -> gaps.addAll(p.gaps()));
    now.ifPresent(p -> p.problems().forEach(x -> gaps.add(new Gap(x.id(), x.what()))));
    return new AgentApi.HostReport(
        clock.instant(),
        startedAt,
        Version.TEXT,
        link.identity().map(i -> facts.read(i.host())).orElseGet(facts::read),
        policies.set().revision(),
        controls(),
        mechanisms,
        now.map(Plane::workloads).orElse(List.of()).stream().map(Reporter::workload).toList(),
        spool.state(),
        lost(now),
        gaps);
  }

  private Map<String, Long> lost(Optional<Plane> now) {
    Map<String, Long> lost = new TreeMap<>(now.map(Plane::lost).orElse(Map.of()));
    spool.lost().forEach((cause, count) -> lost.put("spool-" + EventLosses.name(cause), count));
    return lost;
  }

  /** The controls that this version holds: those that {@link Control} permits. */
  static Map<String, Integer> controls() {
    Map<String, Integer> controls = new TreeMap<>();
    Arrays.stream(Control.class.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1))
        .forEach(name -> controls.put(name, CONTROL_VERSION));
    return controls;
  }

  private static AgentApi.WorkloadReport workload(WorkloadState state) {
    return new AgentApi.WorkloadReport(
        state.workload(),
        state.since(),
        state.policies(),
        state.assurances(),
        state.processes().stream().map(Reporter::process).toList(),
        state.processesLeftOut());
  }

  private static AgentApi.RunningProcess process(RunningProcess process) {
    return new AgentApi.RunningProcess(
        process.pid(),
        process.parent(),
        process.user(),
        process.path(),
        process.arguments(),
        process.startedAt());
  }
}
