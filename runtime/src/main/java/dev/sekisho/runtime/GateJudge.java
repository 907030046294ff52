package dev.sekisho.runtime;

import dev.sekisho.container.ContainerFacts;
import dev.sekisho.container.DockerEngine;
import dev.sekisho.container.EngineException;
import dev.sekisho.container.EngineInfo;
import dev.sekisho.container.OciBundle;
import dev.sekisho.container.OciProcess;
import dev.sekisho.model.Action;
import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Moment;
import dev.sekisho.model.Event;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Host;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.Messages;
import dev.sekisho.policy.PolicyText;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Judges what the gate asks about. Safe for many threads. */
final class GateJudge {
  private static final System.Logger LOG = System.getLogger(GateJudge.class.getName());

  private final Supplier<Host> host;
  private final Policies policies;
  private final Shelf shelf;
  private final DockerEngine engine;
  private final Supplier<Optional<EngineInfo>> info;
  private final Starts starts;
  private final Consumer<Report> reports;

  GateJudge(
      Supplier<Host> host,
      Policies policies,
      Shelf shelf,
      DockerEngine engine,
      Supplier<Optional<EngineInfo>> info,
      Starts starts,
      Consumer<Report> reports) {
    this.host = host;
    this.policies = policies;
    this.shelf = shelf;
    this.engine = engine;
    this.info = info;
    this.starts = starts;
    this.reports = reports;
  }

  Gate.Answer judge(GateRequest request) {
    try {
      return switch (request) {
        case GateRequest.Other other -> Gate.Answer.PASS;
        case GateRequest.Create create -> create(create);
        case GateRequest.Exec exec -> exec(exec);
        case GateRequest.Unclear unclear -> unjudged(unclear.why());
      };
    } catch (IOException e) {
      return unjudged(String.valueOf(e.getMessage()));
    }
  }

  /** What the gate does when this process does not answer: as strict as the strictest start. */
  FailMode failMode() {
    EffectivePolicy anything = policies.effective(unknown(""));
    return Starts.CONTROLS.stream().map(anything::failMode).reduce(FailMode.OPEN, FailMode::max);
  }

  private Gate.Answer create(GateRequest.Create create) throws IOException {
    OciBundle bundle = OciBundle.read(create.bundle());
    Optional<ContainerFacts> facts = facts(create.id());
    Workload workload =
        facts
            .map(known -> known.workload(host.get()))
            .orElseGet(() -> OciFacts.workload(create.id(), bundle, host.get()));
    EffectivePolicy policy = policies.effective(workload);
    StartFacts start = new StartFacts(info.get(), Starts.listed(policy));
    ContainerConfiguration configuration =
        facts
            .map(known -> OciFacts.confirmed(start.of(known, Moment.STARTING), bundle))
            .orElseGet(() -> OciFacts.of(bundle, start));
    Event event = new Event.ContainerStarting(Instant.now(), configuration);
    Gate.Answer answer = answer(workload, policy, event);
    starts.judgedAtGate(create.id(), policy.revision());
    return answer;
  }

  private Gate.Answer exec(GateRequest.Exec exec) throws IOException {
    OciProcess process = OciProcess.read(exec.process());
    Optional<Guarded> guarded = shelf.find(exec.id());
    Optional<ContainerFacts> facts =
        guarded.isPresent() ? guarded.map(Guarded::facts) : facts(exec.id());
    Workload workload =
        facts.map(known -> known.workload(host.get())).orElseGet(() -> unknown(exec.id()));
    EffectivePolicy policy =
        guarded.map(g -> g.held().policy()).orElseGet(() -> policies.effective(workload));
    Set<String> more = new HashSet<>(StartFacts.beyondDefault(process.capabilities()));
    facts.ifPresent(known -> more.removeAll(known.isolation().addedCapabilities()));
    boolean all = more.contains("SYS_ADMIN") && more.contains("SYS_MODULE");
    boolean own = facts.map(known -> known.isolation().privileged()).orElse(false);
    boolean unlimited =
        facts.map(f -> f.isolation().addedCapabilities().contains("ALL")).orElse(false);
    Event event =
        new Event.ExecRequested(
            Instant.now(),
            all && !own && !unlimited,
            own || unlimited || all ? Set.of() : more,
            process.user() == 0,
            process.noNewPrivileges(),
            process.arguments());
    return answer(workload, policy, event);
  }

  private Gate.Answer answer(Workload workload, EffectivePolicy policy, Event event) {
    Verdict verdict = policy.decide(event);
    if (verdict.mode() == Mode.NONE) return Gate.Answer.PASS;
    boolean refused = verdict.mode() == Mode.ENFORCE;
    reports.accept(
        new Report(
            Optional.of(workload),
            event,
            verdict,
            refused ? Action.DENIED : Action.REPORTED,
            Mechanisms.GATE,
            policy.revision()));
    return refused ? new Gate.Answer(false, reason(verdict)) : Gate.Answer.PASS;
  }

  /** For whoever started it: which policy, what it saw, and what would have let it pass. */
  private static String reason(Verdict verdict) {
    Messages messages = Messages.of(PolicyText.class, Locale.getDefault());
    Verdict.Reason first = verdict.reasons().getFirst();
    String pass =
        first.wouldPass().stream()
            .map(phrase -> text(messages, phrase))
            .collect(Collectors.joining("; "));
    return messages.text(
        "gate.refused", first.policy(), first.control(), text(messages, first.fact()), pass);
  }

  private static String text(Messages messages, Phrase phrase) {
    return messages.text(phrase.key(), phrase.values().toArray(String[]::new));
  }

  private Optional<ContainerFacts> facts(String id) {
    try {
      return info.get().isPresent() ? engine.glance(id, info.get().get()) : Optional.empty();
    } catch (EngineException e) {
      LOG.log(System.Logger.Level.WARNING, "of " + id + " the engine says: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Gate.Answer unjudged(String why) {
    boolean closed = failMode() == FailMode.CLOSED;
    tell(closed, 1, why);
    return closed
        ? new Gate.Answer(
            false, Messages.of(PolicyText.class, Locale.getDefault()).text("gate.unjudged", why))
        : Gate.Answer.PASS;
  }

  /** What was answered by the fail mode. */
  void tell(boolean closed, int count, String why) {
    reports.accept(
        new Report(
            Optional.empty(),
            new Event.Notice(
                Instant.now(),
                closed ? "failed-closed" : "failed-open",
                Severity.HIGH,
                Map.of("by", Mechanisms.GATE, "count", Integer.toString(count), "why", why)),
            Verdict.NONE,
            closed ? Action.FAILED_CLOSED : Action.FAILED_OPEN,
            Mechanisms.GATE,
            policies.effective(unknown("")).revision()));
  }

  private Workload unknown(String id) {
    return new Workload(
        id,
        host.get(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of("container", "image", "kubernetes", "marathon"));
  }
}
