/** What the running kernel offers, found by trying. */
@NullMarked
package dev.sekisho.kernel.probe;

import org.jspecify.annotations.NullMarked;
