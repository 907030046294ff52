/** Measurements of what Sekisho costs and carries, and the report of them. Not shipped. */
@NullMarked
package dev.sekisho.performance;

import org.jspecify.annotations.NullMarked;
