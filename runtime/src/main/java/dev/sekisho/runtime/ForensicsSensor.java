package dev.sekisho.runtime;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.Forensics;
import java.util.Optional;

/** Holds {@link Forensics}: the kernel reports each execution anyway, and ends where asked. */
final class ForensicsSensor implements Guard {
  @Override
  public Class<Forensics> control() {
    return Forensics.class;
  }

  @Override
  public String name() {
    return Forensics.NAME;
  }

  @Override
  public void compile(EffectivePolicy policy, KernelForm.Draft draft) {
    boolean wanted =
        policy.clausesOf(Forensics.class).stream()
            .anyMatch(clause -> ((Forensics) clause.control()).processes());
    if (wanted) draft.reportExits();
  }

  @Override
  public Assurance assurance(EffectivePolicy policy, Footing footing) {
    if (policy.clausesOf(Forensics.class).isEmpty()) {
      return new Assurance(name(), Level.OFF, "", Optional.empty());
    }
    return footing.bpfHere()
        ? new Assurance(name(), Level.CLAIMED, Mechanisms.BPF_EXEC, Optional.empty())
        : new Assurance(
            name(),
            Level.NOT_POSSIBLE,
            "",
            Optional.of(Phrase.of("assurance.no-mechanism", footing.bpfMissing())));
  }
}
