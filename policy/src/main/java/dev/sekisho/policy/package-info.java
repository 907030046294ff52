/**
 * What is wanted: policies, the controls they set, the workloads they select, and how several of
 * them become one answer. Values and pure functions; the only thing read from outside is the text
 * of a policy and the message catalogues on the class path.
 *
 * <p>Start at {@link dev.sekisho.policy.PolicyText} (text to values), {@link
 * dev.sekisho.policy.PolicySet} (all policies of a host) and {@link
 * dev.sekisho.policy.EffectivePolicy} (what holds for one workload).
 */
@NullMarked
package dev.sekisho.policy;

import org.jspecify.annotations.NullMarked;
