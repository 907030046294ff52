package dev.sekisho.runtime;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Phrase;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.EffectivePolicy;
import java.util.Optional;

/**
 * Holds a control that judges nothing but what a container is started with: {@link Starts} asks it.
 *
 * @param control the control
 * @param name its name in policies
 */
record StartGuard(Class<? extends Control> control, String name) implements Guard {
  /** The kernel has no part in it. */
  @Override
  public void compile(EffectivePolicy policy, KernelForm.Draft draft) {}

  @Override
  public Assurance assurance(EffectivePolicy policy, Footing footing) {
    return policy.clausesOf(control).isEmpty()
        ? new Assurance(name, Level.OFF, "", Optional.empty())
        : atStart(name, footing);
  }

  /** How surely a start is stopped. */
  static Assurance atStart(String name, Footing footing) {
    if (footing.gated()) {
      return new Assurance(name, Level.CLAIMED, Mechanisms.GATE, Optional.empty());
    }
    return new Assurance(
        name,
        Level.DETECT_ONLY,
        Mechanisms.ENGINE,
        Optional.of(Phrase.of("assurance.start.after")));
  }
}
