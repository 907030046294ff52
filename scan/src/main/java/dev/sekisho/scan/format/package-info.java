/**
 * Readers of the formats that software is recorded in: bounded, without reflection, quick to start.
 * They read bytes of strangers; what they cannot read is a {@link
 * dev.sekisho.scan.format.MalformedException}.
 */
@NullMarked
package dev.sekisho.scan.format;

import org.jspecify.annotations.NullMarked;
