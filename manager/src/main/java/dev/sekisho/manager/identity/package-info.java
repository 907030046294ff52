/** The certificate authority, certificates, enrolment tokens and the keys that sign bundles. */
@NullMarked
package dev.sekisho.manager.identity;

import org.jspecify.annotations.NullMarked;
