/**
 * Linux as Java classes, one per interface, by {@code java.lang.foreign}; the kernel's names are
 * kept. Errors are {@link dev.sekisho.kernel.KernelException}s that name the call. Nothing here
 * knows policies, JSON or container engines.
 */
@NullMarked
package dev.sekisho.kernel;

import org.jspecify.annotations.NullMarked;
