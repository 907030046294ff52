/** The manager as a program: what is wired to what, and the order of starting and ending. */
@NullMarked
package dev.sekisho.manager;

import org.jspecify.annotations.NullMarked;
