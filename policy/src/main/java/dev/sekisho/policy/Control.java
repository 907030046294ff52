package dev.sekisho.policy;

import dev.sekisho.model.Event;
import java.util.Optional;

/**
 * The configuration of one control in one policy, and what it has against a fact.
 *
 * <p>Configurations of several policies are never merged: {@link EffectivePolicy} asks each and
 * takes the strictest answer. Each control states in its documentation what that join comes to.
 */
public sealed interface Control
    permits AllowedRegistries, //
        AllowedRuntimes,
        DriftPrevention,
        ExecutableBlocklist,
        Forensics,
        ForkGuard,
        LimitContainerPrivileges,
        LimitNewPrivileges,
        PreventOverrideDefaultConfiguration,
        VolumesBlocklist {

  /** The name in the policy's text, such as {@code driftPrevention}. */
  String name();

  /** What this configuration has against an event; empty if nothing. Pure: no clock, no state. */
  Optional<Match> judge(Event event);

  /**
   * The control's version, which an enforcer reports so that the manager knows what it can hold.
   */
  default int version() {
    return 1;
  }
}
