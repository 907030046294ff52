/** What the manager is told from outside before it starts. */
@NullMarked
package dev.sekisho.manager.configuration;

import org.jspecify.annotations.NullMarked;
