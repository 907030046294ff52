package dev.sekisho.policy;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import dev.sekisho.policy.scope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy: of which workloads it speaks, what it wants of them, and how firmly.
 *
 * @param name unique among policies: lower-case letters, digits, dots and hyphens, at most 63
 * @param description for people, empty if none
 * @param scope which workloads; empty means all
 * @param except workloads that it does not speak of although the scope matches
 * @param enabled whether it applies at all
 * @param mode {@code AUDIT} or {@code ENFORCE}, for controls that carry none of their own
 * @param enforceAfter how long after activation {@code AUDIT} becomes {@code ENFORCE}; empty if
 *     never
 * @param failMode what happens when the judge of an enforcing control cannot answer
 * @param applyChanges when an edit reaches containers that already run
 * @param responses what is done to a workload beside refusing; empty for each control's own way
 * @param controls at least one, each control at most once
 */
public record Policy(
    String name,
    String description,
    Optional<Scope> scope,
    Optional<Scope> except,
    boolean enabled,
    Mode mode,
    Optional<Duration> enforceAfter,
    FailMode failMode,
    ApplyChanges applyChanges,
    Set<Response> responses,
    List<Setting> controls) {
  public Policy {
    responses = Set.copyOf(responses);
    controls = List.copyOf(controls);
    if (mode == Mode.NONE) {
      throw new IllegalArgumentException(
          "policy " + name + ": mode NONE; expected audit or enforce");
    }
  }

  /**
   * One control as a policy sets it.
   *
   * @param control its configuration
   * @param mode its own mode, empty to use the policy's; {@code enforceAfter} does not touch it
   * @param understood whether every key of the control and the policy is known to this version
   */
  public record Setting(Control control, Optional<Mode> mode, boolean understood) {}

  /** The mode of a control of this policy at a time, before uncertainty. */
  Mode mode(Setting setting, Instant activatedAt, Instant now) {
    boolean due = enforceAfter.map(delay -> !now.isBefore(activatedAt.plus(delay))).orElse(false);
    return setting.mode().orElse(due ? Mode.ENFORCE : mode);
  }
}
