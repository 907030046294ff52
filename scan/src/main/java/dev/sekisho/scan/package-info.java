/** The scanner: one pass over what an image or a directory holds. */
@NullMarked
package dev.sekisho.scan;

import org.jspecify.annotations.NullMarked;
