package dev.sekisho.policy;

/**
 * A control, or a key of a control, that a policy asks for and this version does not know. The rest
 * of the policy applies.
 *
 * @param policy name of the policy
 * @param control its name as written; {@code control.key} for a key of a known control
 */
public record UnknownControl(String policy, String control) {}
