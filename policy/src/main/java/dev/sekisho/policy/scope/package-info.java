/**
 * Conditions on workloads: the part of CEL that scopes need, with a third value for what is not
 * known. Text → {@code Syntax} → {@code Expression} (names resolved, types checked) → {@link
 * dev.sekisho.policy.scope.Truth}.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/v0.24.0/doc/langdef.md">CEL language
 *     definition</a>
 */
@NullMarked
package dev.sekisho.policy.scope;

import org.jspecify.annotations.NullMarked;
