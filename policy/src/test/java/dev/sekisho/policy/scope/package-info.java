@NullMarked
package dev.sekisho.policy.scope;

import org.jspecify.annotations.NullMarked;
