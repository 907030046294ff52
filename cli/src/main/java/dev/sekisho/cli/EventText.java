package dev.sekisho.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Messages;
import dev.sekisho.wire.Json;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A decision as one line: when, what was done, where, what happened, and why.
 *
 * @param terminal whose language and colours are used
 * @param messages the words of policies
 * @param zone in which times are shown
 */
record EventText(Terminal terminal, Supplier<Messages> messages, ZoneId zone) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS");

  /** One entry of the API's events. */
  String line(JsonNode entry) {
    try {
      JsonNode node = entry.has("decision") ? entry.path("decision") : entry;
      return line(Json.mapper().treeToValue(node, Decision.class), entry.path("hostName").asText());
    } catch (JsonProcessingException e) {
      throw Exit.ENVIRONMENT.because("manager-newer", e.getOriginalMessage());
    }
  }

  String line(Decision decision, String host) {
    Event event = decision.event();
    String action = decision.action().name().toLowerCase(Locale.ROOT);
    String where = decision.workload().map(Workload::name).orElse(host);
    return TIME.withZone(zone).format(event.at())
        + "  "
        + terminal.paint(ink(decision.action()), padded(terminal.texts().of("action." + action)))
        + "  "
        + Inert.line(where)
        + "  "
        + Inert.line(what(event))
        + why(decision.verdict());
  }

  private static String padded(String word) {
    return word + " ".repeat(Math.max(0, 13 - Table.columns(word)));
  }

  private static Terminal.Ink ink(Action action) {
    return switch (action) {
      case RECORDED -> Terminal.Ink.FAINT;
      case REPORTED -> Terminal.Ink.ATTENTION;
      case DENIED, KILLED, PAUSED, ISOLATED, STOPPED, REMOVED, FAILED_CLOSED -> Terminal.Ink.GOOD;
      case DETECTED_ONLY, HELD_BACK, FAILED, FAILED_OPEN -> Terminal.Ink.BAD;
    };
  }

  private String what(Event event) {
    Texts texts = terminal.texts();
    return switch (event) {
      case Event.ProcessStarted e ->
          texts.of("event.process-started", e.executable().path(), command(e.arguments()));
      case Event.ProcessEnded e -> texts.of("event.process-ended", e.actor().command());
      case Event.CodeMapped e ->
          texts.of("event.code-mapped", e.actor().command(), e.file().path());
      case Event.ScriptRead e ->
          texts.of("event.script-read", e.actor().command(), e.script().path());
      case Event.MemoryChanged e ->
          texts.of(
              "event.memory-changed",
              e.actor().command(),
              e.way().name().toLowerCase(Locale.ROOT),
              e.target());
      case Event.ProcessLimitReached e ->
          texts.of("event.process-limit", e.actor().command(), e.count(), e.maximum(), e.killed());
      case Event.WorkloadLeft e -> texts.of("event.workload-left", e.actor().command(), e.how());
      case Event.ContainerStarting e ->
          texts.of("event.container-starting", e.configuration().image().reference());
      case Event.ExecRequested e -> texts.of("event.exec-requested", command(e.arguments()));
      case Event.ImageExamined e ->
          texts.of("event.image-examined", e.fact().id(), e.fact().subject());
      case Event.Notice e -> notice(e);
    };
  }

  private String notice(Event.Notice notice) {
    String values =
        notice.values().entrySet().stream()
            .sorted(java.util.Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return values.isEmpty() ? notice.id() : notice.id() + " " + values;
  }

  private static String command(List<String> arguments) {
    return arguments.stream()
        .map(word -> word.isEmpty() || word.contains(" ") ? "'" + word + "'" : word)
        .collect(Collectors.joining(" "));
  }

  private String why(Verdict verdict) {
    if (verdict.reasons().isEmpty()) {
      return "";
    }
    Verdict.Reason first = verdict.reasons().getFirst();
    String text =
        "  ["
            + first.policy()
            + " › "
            + first.control()
            + ": "
            + messages.get().text(first.fact())
            + "]";
    return terminal.paint(Terminal.Ink.FAINT, Inert.line(text));
  }
}
