/** Fetches what the database of advisories is made of: only what changed, and never half of it. */
@NullMarked
package dev.sekisho.scan.update;

import org.jspecify.annotations.NullMarked;
