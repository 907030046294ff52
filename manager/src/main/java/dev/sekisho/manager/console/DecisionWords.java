package dev.sekisho.manager.console;

import dev.sekisho.model.Actor;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A decision in a reader's words: what happened, with what evidence, and why it was decided so.
 *
 * @param reader who reads
 */
record DecisionWords(Reader reader) {
  private static final int LONGEST_NAME = 120;
  private static final int LONGEST_EVIDENCE = 8000;

  /** One sentence: what happened, the outcome first. */
  Markup what(Decision decision) {
    String ending = "." + Outcome.of(decision).tag();
    return switch (decision.event()) {
      case Event.ProcessStarted e -> started(e, ending);
      case Event.ProcessEnded e -> reader.rich("event.ended", name(e.actor().command()));
      case Event.CodeMapped e -> reader.rich("event.mapped" + ending, name(e.file().name()));
      case Event.ScriptRead e -> reader.rich("event.script" + ending, name(e.script().name()));
      case Event.MemoryChanged e -> reader.rich("event.memory", reader.say(wayKey(e)));
      case Event.ProcessLimitReached e ->
          reader.rich("event.limit" + ending, name(e.actor().command()));
      case Event.WorkloadLeft e -> reader.rich("event.left", name(e.actor().command()));
      case Event.ContainerStarting e ->
          reader.rich("event.start" + ending, name(e.configuration().image().reference()));
      case Event.ExecRequested e ->
          reader.rich("event.exec" + ending, Inert.command(e.arguments()));
      case Event.ImageExamined e -> reader.rich("event.image", name(e.fact().id()));
      case Event.Notice e -> notice(e);
    };
  }

  /** The same with the workload's name in it. */
  Markup headline(Decision decision) {
    return decision
        .workload()
        .map(workload -> reader.rich("event.in", what(decision), name(workload.name())))
        .orElseGet(() -> what(decision));
  }

  /** The raw evidence in one line: the command, the path, the numbers. */
  String evidence(Decision decision) {
    String text =
        switch (decision.event()) {
          case Event.ProcessStarted e ->
              e.arguments().isEmpty()
                  ? Inert.line(e.executable().path())
                  : Inert.command(e.arguments()) + (e.argumentsCut() ? " …" : "");
          case Event.ProcessEnded e -> "pid " + e.actor().pid();
          case Event.CodeMapped e -> Inert.line(e.file().path());
          case Event.ScriptRead e ->
              Inert.line(e.actor().command()) + " " + Inert.line(e.script().path());
          case Event.MemoryChanged e -> "pid " + e.actor().pid() + " → pid " + e.target();
          case Event.ProcessLimitReached e ->
              reader.say("event.limit-figures", e.count(), e.maximum());
          case Event.WorkloadLeft e -> Inert.line(e.how());
          case Event.ContainerStarting e -> StartText.of(e.configuration());
          case Event.ExecRequested e -> Inert.command(e.arguments());
          case Event.ImageExamined e -> Inert.line(e.fact().subject());
          case Event.Notice e -> "";
        };
    return Inert.middle(text, LONGEST_EVIDENCE);
  }

  /** Which control decided and of which policy; for what only was recorded, that nothing spoke. */
  Markup reason(Decision decision) {
    List<Verdict.Reason> reasons = decision.verdict().reasons();
    if (reasons.isEmpty()) {
      return decision.event() instanceof Event.Notice
          ? Markup.text(Inert.line(decision.mechanism()))
          : Markup.text(reader.say("event.no-reason"));
    }
    Verdict.Reason first = reasons.getFirst();
    return reader.rich("event.reason", reader.control(first.control()), Inert.line(first.policy()));
  }

  /** Who asked for it: user, pid, parents. */
  Markup who(Actor actor) {
    String user = actor.userName().isEmpty() ? "" + actor.user() : actor.userName();
    return reader.rich("event.who", Inert.line(user), "" + actor.user(), "" + actor.pid());
  }

  /** What a file is compared with the image. */
  String origin(Executable executable) {
    return reader.say("origin." + reader.tag(executable.origin()));
  }

  /** What a clause asked for and what of it remained. */
  Markup says(Verdict.Reason reason) {
    String key = reason.mode() == Mode.ENFORCE ? "event.says-block" : "event.says-audit";
    return reason.exception().isEmpty()
        ? reader.rich(key)
        : reader.rich("event.says-exception", Inert.line(reason.exception()));
  }

  String name(String text) {
    return Inert.middle(Inert.line(text), LONGEST_NAME);
  }

  private Markup started(Event.ProcessStarted event, String ending) {
    Executable executable = event.executable();
    boolean dropped =
        switch (executable.origin()) {
          case WRITTEN, OTHER_FILE_SYSTEM, NAMELESS, MEMORY -> true;
          case IMAGE, INJECTED, HOST, UNKNOWN -> false;
        };
    String kind =
        event.interpreter().isPresent()
            ? dropped ? "event.dropped-script" : "event.started-script"
            : dropped ? "event.dropped" : "event.started";
    return reader.rich(kind + ending, name(calledAs(event)));
  }

  /** What a person would call it: the applet of a multi-call binary, else the file's name. */
  private static String calledAs(Event.ProcessStarted event) {
    Executable executable = event.executable();
    if (!executable.multiCall()) {
      return executable.name();
    }
    return executable.calledAs().stream()
        .map(called -> called.substring(called.lastIndexOf('/') + 1))
        .filter(called -> !called.equals(executable.name()) && !called.isEmpty())
        .sorted()
        .findFirst()
        .orElse(executable.name());
  }

  private Markup notice(Event.Notice notice) {
    String key = "notice." + notice.id();
    String values =
        notice.values().entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return reader.language().texts().has(key)
        ? reader.rich(key, Inert.line(values))
        : Markup.text(Inert.line(notice.id() + " " + values).strip());
  }

  private static String wayKey(Event.MemoryChanged event) {
    return "way." + event.way().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
