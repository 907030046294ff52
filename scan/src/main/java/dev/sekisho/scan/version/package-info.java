/** How versions are ordered in each ecosystem, exactly as its own tools do. */
@NullMarked
package dev.sekisho.scan.version;

import org.jspecify.annotations.NullMarked;
