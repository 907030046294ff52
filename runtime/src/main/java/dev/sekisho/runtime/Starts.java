package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.model.Action;
import dev.sekisho.model.ContainerConfiguration.Moment;
import dev.sekisho.model.Event;
import dev.sekisho.model.Host;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.AllowedRegistries;
import dev.sekisho.policy.AllowedRuntimes;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.PreventOverrideDefaultConfiguration;
import dev.sekisho.policy.VolumesBlocklist;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Judges what containers are started with. Without a gate the engine tells of a start when it has
 * happened: what must not run is ended then.
 */
final class Starts {
  /** A run is judged once by each revision of the policies. */
  private static final int REMEMBERED = 16 * 1024;

  /** What began longer ago was running when this process began, or when the engine came back. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final Supplier<Host> host;
  private final Policies policies;
  private final Shelf shelf;
  private final Supplier<Optional<EngineInfo>> engine;
  private final Responder responder;
  private final Consumer<Report> reports;
  private final Recent<Run, Boolean> judged = new Recent<>(REMEMBERED);

  private final Recent<String, Long> gated = new Recent<>(REMEMBERED);

  /** The controls that judge a start. */
  static final List<Class<? extends Control>> CONTROLS =
      List.of(
          AllowedRegistries.class,
          AllowedRuntimes.class,
          DriftPrevention.class,
          LimitContainerPrivileges.class,
          LimitNewPrivileges.class,
          PreventOverrideDefaultConfiguration.class,
          VolumesBlocklist.class);

  private record Run(String id, Optional<Instant> startedAt, long revision) {}

  Starts(
      Supplier<Host> host,
      Policies policies,
      Shelf shelf,
      Supplier<Optional<EngineInfo>> engine,
      Responder responder,
      Consumer<Report> reports) {
    this.host = host;
    this.policies = policies;
    this.shelf = shelf;
    this.engine = engine;
    this.responder = responder;
    this.reports = reports;
  }

  /** It exists and does not run: it can be removed before it does. */
  void created(ContainerFacts facts) {
    Workload workload = facts.workload(host.get());
    EffectivePolicy policy = policies.effective(workload);
    Judged answer = judge(facts, policy, Moment.CREATED);
    if (answer.verdict.mode() == Mode.ENFORCE && answer.responses.contains(Response.REMOVE)) {
      responder.offer(order(facts, workload, policy, answer, Responder.Standing.STARTING));
    }
  }

  /** The gate has asked about its start, and the decision is reported. */
  void judgedAtGate(String id, long revision) {
    gated.put(id, revision);
  }

  /** It runs, or has run and ended before it could be looked at. */
  void started(ContainerFacts facts) {
    Optional<Guarded> guarded = shelf.find(facts.id());
    Workload workload = guarded.map(Guarded::workload).orElse(facts.workload(host.get()));
    EffectivePolicy policy =
        guarded.map(g -> g.held().policy()).orElseGet(() -> policies.effective(workload));
    boolean fresh =
        facts.startedAt().map(start -> start.isAfter(Instant.now().minus(FRESH))).orElse(true);
    act(
        facts,
        workload,
        policy,
        fresh ? Responder.Standing.STARTING : Responder.Standing.ESTABLISHED);
  }

  /** The policies are others: what runs is judged by them. */
  void policiesChanged() {
    for (Guarded guarded : shelf.running()) {
      if (guarded.firstProcess() != 0) {
        act(
            guarded.facts(),
            guarded.workload(),
            guarded.held().policy(),
            Responder.Standing.ESTABLISHED);
      }
    }
  }

  private void act(
      ContainerFacts facts,
      Workload workload,
      EffectivePolicy policy,
      Responder.Standing standing) {
    Run run = new Run(facts.id(), facts.startedAt(), policy.revision());
    if (policy.clauses().isEmpty() || judged.find(run).isPresent()) return;
    judged.put(run, true);
    // A gate's answer is good for one start: the next may come by another way.
    boolean again = gated.find(facts.id()).map(of -> of == policy.revision()).orElse(false);
    gated.remove(facts.id());
    if (again && standing == Responder.Standing.STARTING) return;
    Judged answer = judge(facts, policy, Moment.RUNNING);
    switch (answer.verdict.mode()) {
      case NONE -> {}
      case AUDIT ->
          reports.accept(
              new Report(
                  Optional.of(workload),
                  answer.event,
                  answer.verdict,
                  Action.REPORTED,
                  Mechanisms.ENGINE,
                  policy.revision()));
      case ENFORCE -> responder.offer(order(facts, workload, policy, answer, standing));
    }
  }

  private record Judged(Event event, Verdict verdict, Set<Response> responses) {}

  private Judged judge(ContainerFacts facts, EffectivePolicy policy, Moment moment) {
    Event event =
        new Event.ContainerStarting(
            Instant.now(), new StartFacts(engine.get(), listed(policy)).of(facts, moment));
    Verdict verdict = policy.decide(event);
    return new Judged(event, verdict, policy.responses(verdict, Set.of(Response.STOP)));
  }

  /** Paths of the host that the policy names. */
  static List<String> listed(EffectivePolicy policy) {
    return policy.clausesOf(VolumesBlocklist.class).stream()
        .flatMap(clause -> ((VolumesBlocklist) clause.control()).paths().stream())
        .distinct()
        .toList();
  }

  private static Responder.Order order(
      ContainerFacts facts,
      Workload workload,
      EffectivePolicy policy,
      Judged answer,
      Responder.Standing standing) {
    return new Responder.Order(
        facts.id(),
        workload,
        answer.event,
        answer.verdict,
        policy.revision(),
        answer.responses,
        standing);
  }
}
