package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.Mode;
import dev.sekisho.kernel.guard.Rule;
import dev.sekisho.kernel.guard.Setting;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds {@link DriftPrevention}. fanotify refuses what is certainly drift with EPERM, scripts
 * included; BPF kills what gets past it: memory, other file systems, what is renamed in between.
 * Where neither can compare files, executions are compared afterwards and reported.
 */
final class DriftPreventionGuard implements Guard {
  @Override
  public Class<DriftPrevention> control() {
    return DriftPrevention.class;
  }

  @Override
  public String name() {
    return DriftPrevention.NAME;
  }

  @Override
  public void compile(EffectivePolicy policy, KernelForm.Draft draft) {
    List<Clause> executables = clauses(policy, true);
    List<Clause> mappings = clauses(policy, false);
    draft.drift(setting(policy, executables));
    draft.mappings(setting(policy, mappings));
    draft.memoryWrites(setting(policy, mappings));
    List<Clause> enforcing = new ArrayList<>(executables);
    enforcing.addAll(mappings);
    enforcing.removeIf(clause -> Lowering.mode(policy, clause) != dev.sekisho.model.Mode.ENFORCE);
    if (!enforcing.isEmpty()) allowRules(policy, enforcing).forEach(draft::allow);
  }

  /**
   * A file passes when each enforcing clause allows it. Among directories and paths the narrowest
   * of the patterns that hold it is below all the others; so the patterns that each clause has a
   * wider or equal one for cover exactly the files that all clauses allow.
   */
  private static List<Rule> allowRules(EffectivePolicy policy, List<Clause> enforcing) {
    List<PathPattern> lifted = Lowering.elements(policy, DriftPrevention.NAME);
    List<List<PathPattern>> lists = new ArrayList<>();
    for (Clause clause : enforcing) {
      List<PathPattern> list = new ArrayList<>(((DriftPrevention) clause.control()).allow());
      list.addAll(lifted);
      lists.add(list);
    }
    return lists.stream()
        .flatMap(List::stream)
        .distinct()
        .filter(pattern -> lists.stream().allMatch(list -> covered(pattern, list)))
        .flatMap(pattern -> rule(pattern).stream())
        .toList();
  }

  private static boolean covered(PathPattern pattern, List<PathPattern> list) {
    return list.stream().anyMatch(wider -> wider.equals(pattern) || isBelow(pattern, wider));
  }

  private static boolean isBelow(PathPattern pattern, PathPattern wider) {
    return below(wider)
        .map(directory -> pattern.text().startsWith(directory + "/") && rule(pattern).isPresent())
        .orElse(false);
  }

  /** The kernel's form of an allowed path; empty where only this process can compare it. */
  static Optional<Rule> rule(PathPattern pattern) {
    // What the kernel finds here stays visible as AUDIT, so that its origin is known.
    Setting remains = new Setting(Mode.AUDIT, 0);
    if (pattern.literal() && pattern.absolute() && !pattern.text().endsWith("/")) {
      return Optional.of(new Rule.FullPath(pattern.text(), remains));
    }
    return below(pattern).map(directory -> new Rule.Below(directory, remains));
  }

  /** The directory of a pattern that is {@code /directory/**}. */
  private static Optional<String> below(PathPattern pattern) {
    String text = pattern.text();
    if (!text.startsWith("/") || !text.endsWith("/**")) return Optional.empty();
    PathPattern directory =
        new PathPattern(text.length() == 3 ? "/" : text.substring(0, text.length() - 3));
    return directory.literal() && directory.text().length() > 1
        ? Optional.of(directory.text())
        : Optional.empty();
  }

  /** Whether the kernel's rules say all that the allow lists say. */
  static boolean compilesFully(EffectivePolicy policy) {
    return policy.clausesOf(DriftPrevention.class).stream()
            .flatMap(clause -> ((DriftPrevention) clause.control()).allow().stream())
            .allMatch(pattern -> rule(pattern).isPresent())
        && Lowering.elements(policy, DriftPrevention.NAME).stream()
            .allMatch(pattern -> rule(pattern).isPresent());
  }

  private static List<Clause> clauses(EffectivePolicy policy, boolean executables) {
    return policy.clausesOf(DriftPrevention.class).stream()
        .filter(
            clause -> {
              DriftPrevention drift = (DriftPrevention) clause.control();
              return executables ? drift.executables() : drift.executableMappings();
            })
        .toList();
  }

  private static Setting setting(EffectivePolicy policy, List<Clause> clauses) {
    Setting firmest = Setting.OFF;
    for (Clause clause : clauses) {
      Mode mode = Lowering.kernel(Lowering.mode(policy, clause));
      if (mode.compareTo(firmest.mode()) > 0) firmest = new Setting(mode, clause.id());
    }
    return firmest;
  }

  @Override
  public Assurance assurance(EffectivePolicy policy, Footing footing) {
    if (policy.clausesOf(DriftPrevention.class).isEmpty()) {
      return new Assurance(name(), Level.OFF, "", Optional.empty());
    }
    if (clauses(policy, true).isEmpty() && clauses(policy, false).isEmpty()) {
      return StartGuard.atStart(name(), footing);
    }
    return switch (footing.comparison()) {
      case BY_IDENTITY -> byIdentity(footing, !clauses(policy, false).isEmpty());
      case BY_CONTENT ->
          footing.bpfHere()
              ? new Assurance(name(), Level.DETECT_ONLY, Mechanisms.BPF_EXEC, footing.limitation())
              : notPossible(Phrase.of("assurance.no-mechanism", footing.bpfMissing()));
      case NONE ->
          notPossible(
              footing
                  .limitation()
                  .orElse(Phrase.of("assurance.no-mechanism", footing.bpfMissing())));
    };
  }

  private Assurance byIdentity(Footing footing, boolean mappings) {
    if (footing.bpfHere() && mappings && !footing.memory()) {
      return new Assurance(
          name(),
          Level.DETECT_ONLY,
          Mechanisms.BPF_EXEC,
          Optional.of(Phrase.of("assurance.drift.mappings-missing", footing.bpfMissing())));
    }
    if (footing.bpfHere()) {
      String both = Mechanisms.FANOTIFY + " + " + Mechanisms.BPF_EXEC;
      return footing.fanotify()
          ? new Assurance(name(), Level.CLAIMED, both, Optional.empty())
          : new Assurance(
              name(),
              Level.CLAIMED,
              Mechanisms.BPF_EXEC,
              Optional.of(Phrase.of("assurance.drift.scripts-missing", footing.fanotifyMissing())));
    }
    if (footing.fanotify()) {
      return new Assurance(
          name(),
          Level.CLAIMED,
          Mechanisms.FANOTIFY,
          Optional.of(Phrase.of("assurance.drift.memory-missing", footing.bpfMissing())));
    }
    return notPossible(Phrase.of("assurance.no-mechanism", footing.bpfMissing()));
  }

  private Assurance notPossible(Phrase why) {
    return new Assurance(name(), Level.NOT_POSSIBLE, "", Optional.of(why));
  }
}
