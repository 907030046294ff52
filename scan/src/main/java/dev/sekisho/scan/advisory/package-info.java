/**
 * What is known of vulnerabilities: read from what others publish, kept in a file, compared with
 * components.
 */
@NullMarked
package dev.sekisho.scan.advisory;

import org.jspecify.annotations.NullMarked;
