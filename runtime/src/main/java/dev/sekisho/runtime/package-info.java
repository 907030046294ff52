/**
 * Sensors and guards of running containers: one guard per runtime control, on what the kernel and
 * the container engine offer. The way in is {@link dev.sekisho.runtime.RuntimePlane}.
 */
@NullMarked
package dev.sekisho.runtime;

import org.jspecify.annotations.NullMarked;
