/**
 * Finds credentials in content: rules in the form of gitleaks, a filter of literals over the bytes,
 * then the expressions where a literal was seen.
 */
@NullMarked
package dev.sekisho.scan.secret;

import org.jspecify.annotations.NullMarked;
