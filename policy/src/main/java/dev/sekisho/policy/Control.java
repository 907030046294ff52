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
        ImageConfigurationControl,
        LimitContainerPrivileges,
        LimitNewPrivileges,
        Malware,
        PreventOverrideDefaultConfiguration,
        Secrets,
        VolumesBlocklist,
        Vulnerabilities {

  /** The name in the policy's text, such as {@code driftPrevention}. */
  String name();

  /** Where it is held. */
  enum Plane {
    /** On a scan's report, before anything runs. */
    BUILD,
    /** On a running host. */
    RUN
  }

  default Plane plane() {
    return Plane.RUN;
  }

  /** What this configuration has against an event; empty if nothing. Pure: no clock, no state. */
  Optional<Match> judge(Event event);

  /**
   * The control's version, which an enforcer reports so that the manager knows what it can hold.
   */
  default int version() {
    return 1;
  }
}
