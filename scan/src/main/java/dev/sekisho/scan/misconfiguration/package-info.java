/**
 * Configurations that weaken what runs with them: of images, and of the files that images and
 * containers are made from. Each check is one entry of a list; its words are in {@code
 * checks.properties}. What is not known before a file is rendered is a gap, never a pass.
 */
@NullMarked
package dev.sekisho.scan.misconfiguration;

import org.jspecify.annotations.NullMarked;
