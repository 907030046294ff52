/**
 * Analyzers: what software is in a file, and what is in an image when all layers are laid over one
 * another.
 */
@NullMarked
package dev.sekisho.scan.inventory;

import org.jspecify.annotations.NullMarked;
