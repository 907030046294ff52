package dev.sekisho.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.model.Verdict;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.Messages;
import dev.sekisho.wire.Json;
import java.util.Locale;
import java.util.Optional;

/**
 * What policies say of one workload, and of one event there.
 *
 * @param effective what holds for the workload
 * @param question the event in words, empty if none was asked about
 * @param verdict the answer to the event, {@code NONE} if none was asked about
 */
record Answer(EffectivePolicy effective, String question, Verdict verdict) {
  static Answer of(EffectivePolicy effective, Question question, Optional<Event> event) {
    return new Answer(
        effective,
        event.isPresent() ? question.text() : "",
        event.map(effective::decide).orElse(Verdict.NONE));
  }

  /** Findings are answers above "nothing speaks against it". */
  Exit exit() {
    return verdict.mode() == Mode.NONE ? Exit.CLEAN : Exit.FINDINGS;
  }

  ObjectNode document() {
    ObjectNode document = Json.mapper().createObjectNode();
    effective.policies().forEach(document.putArray("policies")::add);
    for (Clause clause : effective.clauses()) {
      ObjectNode entry = document.withArray("clauses").addObject();
      entry.put("policy", clause.policy());
      entry.put("control", clause.control().name());
      entry.put("mode", lower(clause.mode()));
      entry.put("failMode", lower(clause.failMode()));
      entry.put("uncertain", clause.uncertain());
      entry.set("configuration", Json.mapper().valueToTree(clause.control()));
    }
    if (!question.isEmpty()) {
      document.put("event", question);
      document.set("verdict", Json.mapper().valueToTree(verdict));
    }
    return document;
  }

  void print(Terminal terminal, Messages messages) {
    if (effective.clauses().isEmpty()) {
      terminal.print("answer.no-policy");
    } else {
      Texts texts = terminal.texts();
      Table table =
          new Table(
              texts.of("column.control"),
              texts.of("column.mode"),
              texts.of("column.policy"),
              texts.of("column.note"));
      for (Clause clause : effective.clauses()) {
        table.row(
            clause.control().name(),
            texts.of("mode." + lower(clause.mode())),
            clause.policy(),
            clause.uncertain() ? texts.of("answer.uncertain") : "");
      }
      table.print(terminal);
    }
    if (!question.isEmpty()) {
      terminal.out().println();
      printVerdict(terminal, messages);
    }
  }

  private void printVerdict(Terminal terminal, Messages messages) {
    terminal.print("answer.verdict." + lower(verdict.mode()), question);
    Reasons.print(terminal, messages, verdict);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The reasons of a verdict in words. */
  static final class Reasons {
    private Reasons() {}

    static void print(Terminal terminal, Messages messages, Verdict verdict) {
      for (Verdict.Reason reason : verdict.reasons()) {
        terminal.print(
            "answer.reason",
            terminal.texts().of("mode." + lower(reason.mode())),
            reason.policy(),
            reason.control(),
            reason.rule(),
            messages.text(reason.fact()));
        if (!reason.exception().isEmpty()) {
          terminal.print("answer.exception", reason.exception());
        }
        for (Phrase pass : reason.wouldPass()) {
          terminal.print("answer.would-pass", messages.text(pass));
        }
      }
    }
  }
}
