/** What goes wrong, as an HTTP answer (RFC 9457) in the caller's language. */
@NullMarked
package dev.sekisho.manager.problem;

import org.jspecify.annotations.NullMarked;
