package dev.sekisho.policy;

import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Programs that must not run, by name or path.
 *
 * <p>Join: blocklists unite; a program is refused if any policy lists it.
 *
 * <p>An entry speaks when it matches the file after symbolic links are resolved, or the name or
 * path under which it was called. A multi-call program (busybox) is judged only by what is called:
 * {@code wget} and {@code busybox wget} are {@code wget}, {@code ls} of the same file is not. There
 * a path without wildcards stands for its last component too, because the file is the same under
 * every path.
 *
 * @param names names of programs without a slash, wildcards allowed
 * @param paths absolute paths inside the container, wildcards allowed
 */
public record ExecutableBlocklist(List<PathPattern> names, List<PathPattern> paths)
    implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "executableBlocklist";

  public ExecutableBlocklist {
    names = List.copyOf(names);
    paths = List.copyOf(paths);
    if (names.isEmpty() && paths.isEmpty()) {
      throw new IllegalArgumentException("executableBlocklist without a name or path");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return switch (event) {
      case Event.ProcessStarted e -> judge(e.executable(), e.interpreter());
      case Event.CodeMapped e -> judge(e.file(), Optional.empty());
      case Event.ScriptRead e -> judge(e.script(), Optional.empty());
      case Event.ProcessEnded e -> Optional.empty();
      case Event.MemoryChanged e -> Optional.empty();
      case Event.ProcessLimitReached e -> Optional.empty();
      case Event.WorkloadLeft e -> Optional.empty();
      case Event.ContainerStarting e -> Optional.empty();
      case Event.ImageExamined e -> Optional.empty();
      case Event.ExecRequested e -> Optional.empty();
      case Event.Notice e -> Optional.empty();
    };
  }

  private Optional<Match> judge(Executable file, Optional<String> interpreter) {
    SequencedSet<String> calledNames = new LinkedHashSet<>();
    SequencedSet<String> calledPaths = new LinkedHashSet<>();
    if (!file.multiCall()) {
      calledNames.add(file.name());
      calledPaths.add(file.path());
    }
    file.calledAs().stream().sorted().forEach(called -> add(called, calledNames, calledPaths));
    interpreter.ifPresent(path -> add(path, calledNames, calledPaths));

    List<String> rules = new ArrayList<>();
    SequencedSet<String> elements = new LinkedHashSet<>();
    for (PathPattern entry : names) {
      note(entry, calledNames, "names: ", rules, elements);
    }
    for (PathPattern entry : paths) {
      int before = elements.size();
      note(entry, calledPaths, "paths: ", rules, elements);
      if (elements.size() == before && file.multiCall() && calledNames.contains(entry.name())) {
        rules.add("paths: " + entry.text());
        elements.add(entry.name());
      }
    }
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    String seen = String.join(", ", elements);
    return Optional.of(
        new Match(
            String.join(", ", rules),
            List.copyOf(elements),
            Phrase.of("fact.blocklist", seen, file.path()),
            List.of(
                Phrase.of("pass.exception", NAME, seen),
                Phrase.of("pass.blocklist.remove", String.join(", ", rules))),
            Mode.ENFORCE));
  }

  private static void add(String called, SequencedSet<String> names, SequencedSet<String> paths) {
    names.add(called.substring(called.lastIndexOf('/') + 1));
    if (called.startsWith("/")) {
      paths.add(called);
    }
  }

  private static void note(
      PathPattern entry,
      SequencedSet<String> called,
      String kind,
      List<String> rules,
      SequencedSet<String> elements) {
    boolean spoke = false;
    for (String each : called) {
      if (entry.matches(each)) {
        elements.add(each);
        spoke = true;
      }
    }
    if (spoke) {
      rules.add(kind + entry.text());
    }
  }
}
