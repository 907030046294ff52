/** The listener for enforcers below {@code /agent/v1}. */
@NullMarked
package dev.sekisho.manager.agents;

import org.jspecify.annotations.NullMarked;
