package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import dev.sekisho.model.Actor;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What lists and searches need to know of a decision beside its JSON. */
final class EventWords {
  private static final int MAXIMUM_CHARACTERS = 4000;

  private EventWords() {}

  /** The kind's name, as in JSON. */
  static String kind(Event event) {
    return switch (event) {
      case Event.ProcessStarted e -> "processStarted";
      case Event.ProcessEnded e -> "processEnded";
      case Event.CodeMapped e -> "codeMapped";
      case Event.ScriptRead e -> "scriptRead";
      case Event.MemoryChanged e -> "memoryChanged";
      case Event.ProcessLimitReached e -> "processLimitReached";
      case Event.WorkloadLeft e -> "workloadLeft";
      case Event.ContainerStarting e -> "containerStarting";
      case Event.ExecRequested e -> "execRequested";
      case Event.ImageExamined e -> "imageExamined";
      case Event.Notice e -> "notice";
    };
  }

  /** Whether someone should see it without asking for everything. */
  static boolean flagged(Decision decision) {
    return !decision.verdict().reasons().isEmpty()
        || (decision.event() instanceof Event.Notice notice
            && notice.severity().compareTo(Severity.MEDIUM) >= 0);
  }

  /** What a search looks through, in lower case, shortened. */
  static String words(Decision decision) {
    List<String> words = new ArrayList<>();
    decision.workload().ifPresent(workload -> addWorkload(words, workload));
    decision.event().who().ifPresent(actor -> addActor(words, actor));
    switch (decision.event()) {
      case Event.ProcessStarted e -> {
        addExecutable(words, e.executable());
        words.addAll(e.arguments());
      }
      case Event.CodeMapped e -> addExecutable(words, e.file());
      case Event.ScriptRead e -> addExecutable(words, e.script());
      case Event.MemoryChanged e -> words.add(e.way().name());
      case Event.WorkloadLeft e -> words.add(e.how());
      case Event.Notice e -> {
        words.add(e.id());
        words.addAll(e.values().values());
      }
      case Event.ContainerStarting e -> {
        words.addAll(e.configuration().addedCapabilities());
        words.addAll(e.configuration().changes());
        e.configuration().mounts().forEach(mount -> words.addAll(mount.places()));
      }
      case Event.ExecRequested e -> words.addAll(e.arguments());
      case Event.ImageExamined e -> {
        words.add(e.fact().id());
        words.add(e.fact().subject());
      }
      case Event.ProcessEnded e -> {}
      case Event.ProcessLimitReached e -> {}
    }
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (text.length() < MAXIMUM_CHARACTERS && !word.isEmpty()) {
        text.append(word, 0, Math.min(word.length(), MAXIMUM_CHARACTERS)).append(' ');
      }
    }
    if (text.length() > MAXIMUM_CHARACTERS) {
      text.setLength(MAXIMUM_CHARACTERS);
    }
    return Query.withoutNul(text.toString().toLowerCase(Locale.ROOT));
  }

  private static void addWorkload(List<String> words, Workload workload) {
    words.add(workload.name());
    workload.image().ifPresent(image -> words.add(image.name()));
  }

  private static void addActor(List<String> words, Actor actor) {
    words.add(actor.command());
    words.add(actor.userName());
  }

  private static void addExecutable(List<String> words, Executable executable) {
    words.add(executable.path());
    executable.calledAs().stream()
        .filter(name -> !executable.path().endsWith("/" + name))
        .forEach(words::add);
  }
}
