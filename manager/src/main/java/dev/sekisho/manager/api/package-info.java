/** The REST API below {@code /api/v1}. */
@NullMarked
package dev.sekisho.manager.api;

import org.jspecify.annotations.NullMarked;
