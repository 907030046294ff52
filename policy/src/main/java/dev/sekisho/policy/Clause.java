package dev.sekisho.policy;

import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Response;
import java.util.Set;

/**
 * One control of one policy, as it holds for one workload at one time.
 *
 * @param id its place in {@link EffectivePolicy#clauses}, so that a compiled form can name it
 * @param policy name of the policy
 * @param control the configuration
 * @param mode {@code AUDIT} or {@code ENFORCE}: {@code enforceAfter} and uncertainty are already
 *     settled in it
 * @param failMode what happens when the judge cannot answer; of meaning where the mode is {@code
 *     ENFORCE}
 * @param applyChanges when an edit of the policy reaches the running workload
 * @param responses what is done to the workload beside refusing; empty for the control's own way
 * @param uncertain whether it is not known that the policy speaks of this workload, or a part of
 *     its text is not understood by this version
 */
public record Clause(
    int id,
    String policy,
    Control control,
    Mode mode,
    FailMode failMode,
    ApplyChanges applyChanges,
    Set<Response> responses,
    boolean uncertain) {
  public Clause {
    responses = Set.copyOf(responses);
    if (mode == Mode.NONE) {
      throw new IllegalArgumentException("clause of policy " + policy + " with mode NONE");
    }
  }

  Clause withId(int newId) {
    return new Clause(newId, policy, control, mode, failMode, applyChanges, responses, uncertain);
  }
}
