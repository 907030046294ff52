package dev.sekisho.runtime;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.policy.ApplyChanges;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.DriftPrevention;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ExecutableBlocklist;
import dev.sekisho.policy.Forensics;
import dev.sekisho.policy.ForkGuard;
import dev.sekisho.policy.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Effective policies written down in a test. */
final class Clauses {
  private final long revision;
  private final List<Clause> clauses = new ArrayList<>();

  private Set<Response> responses = Set.of();

  /** What the clauses that follow respond with. */
  Clauses responding(Response... wanted) {
    responses = Set.of(wanted);
    return this;
  }

  private Clauses(long revision) {
    this.revision = revision;
  }

  static Clauses revision(long revision) {
    return new Clauses(revision);
  }

  Clauses add(Mode mode, Control control) {
    return add(mode, control, ApplyChanges.LIVE);
  }

  Clauses add(Mode mode, Control control, ApplyChanges changes) {
    clauses.add(
        new Clause(
            clauses.size(),
            "test-policy",
            control,
            mode,
            FailMode.OPEN,
            changes,
            responses,
            false));
    return this;
  }

  Clauses drift(Mode mode, String... allow) {
    return add(mode, new DriftPrevention(true, false, false, patterns(allow), List.of()));
  }

  Clauses driftAndMappings(Mode mode) {
    return add(mode, new DriftPrevention(true, false, true, List.of(), List.of()));
  }

  Clauses names(Mode mode, String... names) {
    return add(mode, new ExecutableBlocklist(patterns(names), List.of()));
  }

  Clauses paths(Mode mode, String... paths) {
    return add(mode, new ExecutableBlocklist(List.of(), patterns(paths)));
  }

  Clauses processes(Mode mode, int belowOne) {
    return add(mode, new ForkGuard(OptionalInt.of(belowOne), OptionalInt.empty()));
  }

  Clauses processesOfContainer(Mode mode, int all) {
    return add(mode, new ForkGuard(OptionalInt.empty(), OptionalInt.of(all)));
  }

  Clauses forensics() {
    return add(Mode.AUDIT, new Forensics(true));
  }

  EffectivePolicy policy() {
    return new EffectivePolicy(revision, List.of("test-policy"), clauses, List.of(), List.of());
  }

  static List<PathPattern> patterns(String... texts) {
    return Stream.of(texts).map(PathPattern::new).toList();
  }
}
