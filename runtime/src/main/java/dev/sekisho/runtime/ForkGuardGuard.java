package dev.sekisho.runtime;

import dev.sekisho.kernel.guard.Limit;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.ForkGuard;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Holds {@link ForkGuard}. BPF counts live processes, not threads, and kills the child that is one
 * too many. {@code pids.max} stands behind it: it counts threads too, so it leaves room for them
 * where BPF counts, and is the limit itself where BPF does not.
 */
final class ForkGuardGuard implements Guard {
  /** How many tasks {@code pids.max} grants for each process that the policy grants. */
  private static final int TASKS_PER_PROCESS = 16;

  private static final int SMALLEST_BACKSTOP = 1024;

  @Override
  public Class<ForkGuard> control() {
    return ForkGuard.class;
  }

  @Override
  public String name() {
    return ForkGuard.NAME;
  }

  @Override
  public void compile(EffectivePolicy policy, KernelForm.Draft draft) {
    for (Clause clause : policy.clausesOf(ForkGuard.class)) {
      ForkGuard guard = (ForkGuard) clause.control();
      Mode mode = Lowering.mode(policy, clause);
      guard.maxProcesses().ifPresent(n -> draft.below(mode, new Limit(n, clause.id())));
      guard
          .maxProcessesPerContainer()
          .ifPresent(n -> draft.container(mode, new Limit(n, clause.id())));
    }
  }

  /** The {@code pids.max} that the policy comes to; empty where it asks for none. */
  static OptionalLong pidsMaximum(EffectivePolicy policy, boolean counted) {
    return policy.clausesOf(ForkGuard.class).stream()
        .filter(clause -> Lowering.mode(policy, clause) == Mode.ENFORCE)
        .map(clause -> ((ForkGuard) clause.control()).maxProcessesPerContainer())
        .flatMapToLong(
            limit ->
                limit.isPresent()
                    ? java.util.stream.LongStream.of(limit.getAsInt())
                    : java.util.stream.LongStream.empty())
        .map(limit -> counted ? Math.max(SMALLEST_BACKSTOP, limit * TASKS_PER_PROCESS) : limit)
        .min();
  }

  @Override
  public Assurance assurance(EffectivePolicy policy, Footing footing) {
    if (policy.clausesOf(ForkGuard.class).isEmpty()) {
      return new Assurance(name(), Level.OFF, "", Optional.empty());
    }
    if (footing.bpfHere() && footing.forks()) {
      String mechanism =
          pidsMaximum(policy, true).isPresent() && footing.pidsController()
              ? Mechanisms.BPF_FORK + " + " + Mechanisms.PIDS_MAX
              : Mechanisms.BPF_FORK;
      return new Assurance(name(), Level.CLAIMED, mechanism, Optional.empty());
    }
    if (footing.pidsController() && pidsMaximum(policy, false).isPresent()) {
      return new Assurance(
          name(),
          Level.CLAIMED,
          Mechanisms.PIDS_MAX,
          Optional.of(Phrase.of("assurance.fork-guard.tasks-only", footing.bpfMissing())));
    }
    return new Assurance(
        name(),
        Level.NOT_POSSIBLE,
        "",
        Optional.of(Phrase.of("assurance.no-mechanism", footing.bpfMissing())));
  }
}
