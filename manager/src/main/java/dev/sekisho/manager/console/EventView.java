package dev.sekisho.manager.console;

import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Action;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The explanation of one decision: asked, whose, clauses, done; then what would have let it pass.
 *
 * @param outcome what became of it
 * @param at when, by the host's clock
 * @param back the list that it was opened from
 * @param headline one sentence
 * @param summary the same with who and why
 * @param asked what was asked
 * @param whose whom it concerns
 * @param clauses what the policies said, the deciding first
 * @param done what was done
 * @param ways what would have let it pass, the narrowest first
 * @param parents the processes above it, the most distant first
 * @param facts the rest of the record
 */
public record EventView(
    Outcome outcome,
    Instant at,
    String back,
    Markup headline,
    Markup summary,
    List<Markup> asked,
    List<Markup> whose,
    List<Said> clauses,
    List<Markup> done,
    List<Way> ways,
    List<Line> parents,
    List<Fact> facts) {
  public EventView {
    asked = List.copyOf(asked);
    whose = List.copyOf(whose);
    clauses = List.copyOf(clauses);
    done = List.copyOf(done);
    ways = List.copyOf(ways);
    parents = List.copyOf(parents);
    facts = List.copyOf(facts);
  }

  /** A clause that spoke. */
  public record Said(
      String policy, String address, String control, String rule, Markup says, boolean decides) {}

  /** A change that would have let it pass, and where to make it. */
  public record Way(Markup text, String address, String actionKey) {}

  /** A process in the tree. */
  public record Line(String indent, String text, boolean at) {}

  static EventView of(Reader reader, StoredDecision stored, String back) {
    Decision decision = stored.decision();
    DecisionWords words = new DecisionWords(reader);
    return new EventView(
        Outcome.of(decision),
        decision.event().at(),
        back,
        words.headline(decision),
        summary(reader, decision),
        asked(reader, decision),
        whose(reader, stored),
        clauses(words, decision.verdict()),
        done(reader, decision),
        ways(reader, decision),
        parents(decision),
        facts(reader, stored));
  }

  private static Markup summary(Reader reader, Decision decision) {
    String key = "event.summary." + Outcome.of(decision).tag();
    List<Verdict.Reason> reasons = decision.verdict().reasons();
    if (reasons.isEmpty()) {
      return reader.rich(key + "-plain");
    }
    Verdict.Reason first = reasons.getFirst();
    return reader.rich(
        key,
        Markup.link(Address.policy(first.policy()), Inert.line(first.policy())),
        reader.control(first.control()),
        reader.phrase(first.fact()));
  }

  private static List<Markup> asked(Reader reader, Decision decision) {
    DecisionWords words = new DecisionWords(reader);
    List<Markup> lines = new ArrayList<>();
    String evidence = words.evidence(decision);
    if (!evidence.isEmpty()) {
      lines.add(Markup.code(evidence));
    }
    file(decision.event()).ifPresent(file -> lines.add(fileLine(reader, words, file)));
    if (decision.event() instanceof Event.ProcessStarted started) {
      started
          .interpreter()
          .ifPresent(path -> lines.add(reader.rich("event.by-interpreter", Inert.line(path))));
    }
    decision.event().who().ifPresent(actor -> lines.add(words.who(actor)));
    if (decision.event() instanceof Event.Notice) {
      lines.add(words.what(decision));
    }
    return lines;
  }

  private static Optional<Executable> file(Event event) {
    return switch (event) {
      case Event.ProcessStarted e -> Optional.of(e.executable());
      case Event.CodeMapped e -> Optional.of(e.file());
      case Event.ScriptRead e -> Optional.of(e.script());
      case Event.ProcessEnded e -> Optional.empty();
      case Event.MemoryChanged e -> Optional.empty();
      case Event.ProcessLimitReached e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.ContainerStarting e -> Optional.empty();
      case Event.ExecRequested e -> Optional.empty();
      case Event.ImageExamined e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }

  private static Markup fileLine(Reader reader, DecisionWords words, Executable file) {
    String names =
        String.join(", ", file.calledAs().stream().map(words::name).sorted().limit(8).toList());
    String path = Inert.middle(Inert.line(file.path()), 1000);
    return names.isEmpty()
        ? reader.rich("event.file", path, words.origin(file))
        : reader.rich("event.file-called", path, names, words.origin(file));
  }

  private static List<Markup> whose(Reader reader, StoredDecision stored) {
    Decision decision = stored.decision();
    Markup host = Markup.link(Address.host(decision.key().host()), Inert.line(stored.hostName()));
    if (decision.workload().isEmpty()) {
      return List.of(reader.rich("event.on-host", host));
    }
    Workload workload = decision.workload().get();
    List<Markup> lines = new ArrayList<>();
    lines.add(
        reader.rich(
            "event.on-workload",
            Markup.link(Address.workload(workload), Inert.line(workload.name())),
            host));
    workload
        .image()
        .ifPresent(
            image ->
                lines.add(
                    reader.rich(
                        "event.on-image",
                        Inert.line(image.name()),
                        Inert.middle(image.id().toString(), 28))));
    return lines;
  }

  private static List<Said> clauses(DecisionWords words, Verdict verdict) {
    List<Said> said = new ArrayList<>();
    for (Verdict.Reason reason : verdict.reasons()) {
      Mode result = reason.exception().isEmpty() ? reason.mode() : reason.mode().min(Mode.AUDIT);
      said.add(
          new Said(
              reason.policy(),
              Address.policy(reason.policy()),
              reason.control(),
              reason.rule(),
              words.says(reason),
              result == verdict.mode()));
    }
    return said;
  }

  private static List<Markup> done(Reader reader, Decision decision) {
    List<Markup> lines = new ArrayList<>();
    if (decision.event() instanceof Event.Notice) {
      lines.add(reader.rich("event.done.notice"));
    } else {
      lines.add(reader.rich("event.done." + reader.tag(decision.action())));
    }
    if (!decision.mechanism().isEmpty()) {
      lines.add(reader.rich("event.by-mechanism", reader.mechanism(decision.mechanism())));
    }
    if (decision.revision() > 0) {
      lines.add(reader.rich("event.by-revision", decision.revision()));
    }
    return lines;
  }

  private static List<Way> ways(Reader reader, Decision decision) {
    List<Way> ways = new ArrayList<>();
    boolean spoken = decision.action() != Action.RECORDED;
    for (Verdict.Reason reason : decision.verdict().reasons()) {
      for (Phrase phrase : spoken ? reason.wouldPass() : List.<Phrase>of()) {
        Way way =
            new Way(reader.phrase(phrase), Address.policy(reason.policy()), "event.open-policy");
        if (ways.stream().noneMatch(w -> w.text().equals(way.text()))) {
          ways.add(way);
        }
      }
    }
    return ways;
  }

  private static List<Line> parents(Decision decision) {
    if (decision.event().who().isEmpty()) {
      return List.of();
    }
    Actor actor = decision.event().who().get();
    List<Line> lines = new ArrayList<>();
    int depth = 0;
    for (Actor.Parent parent : actor.parents().reversed()) {
      lines.add(new Line(indent(depth++), line(parent.pid(), parent.command()), false));
    }
    lines.add(new Line(indent(depth), line(actor.pid(), actor.command()), true));
    return lines;
  }

  private static String indent(int depth) {
    // No-break spaces: they keep their width in HTML without a style of their own.
    return "\u00a0\u00a0".repeat(depth) + (depth == 0 ? "" : "└ ");
  }

  private static String line(int pid, String command) {
    return Inert.middle(Inert.line(command), 200) + "  " + pid;
  }

  private static List<Fact> facts(Reader reader, StoredDecision stored) {
    Decision decision = stored.decision();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            reader.say("event.key"),
            Markup.code(
                decision.key().host()
                    + "/"
                    + decision.key().epoch()
                    + "/"
                    + decision.key().sequence())));
    facts.add(new Fact(reader.say("event.happened"), reader.full(decision.event().at())));
    facts.add(new Fact(reader.say("event.received"), reader.full(stored.receivedAt())));
    facts.add(
        new Fact(
            reader.say("event.kind"), Markup.code(decision.event().getClass().getSimpleName())));
    facts.add(new Fact(reader.say("event.action"), Markup.code(decision.action().name())));
    if (decision.event() instanceof Event.Notice notice) {
      notice.values().entrySet().stream()
          .sorted(java.util.Map.Entry.comparingByKey())
          .forEach(
              entry ->
                  facts.add(
                      new Fact(
                          Inert.line(entry.getKey()), Markup.code(Inert.line(entry.getValue())))));
    }
    decision
        .workload()
        .flatMap(Workload::container)
        .ifPresent(
            container ->
                facts.add(
                    new Fact(
                        reader.say("workload.container-id"),
                        Markup.code(Inert.line(container.id())))));
    return facts;
  }
}
