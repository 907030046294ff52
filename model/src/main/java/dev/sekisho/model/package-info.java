/**
 * The words of Sekisho: immutable values and pure functions, the same in every module. No I/O, no
 * threads, no clock, no log.
 */
@NullMarked
package dev.sekisho.model;

import org.jspecify.annotations.NullMarked;
