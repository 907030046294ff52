/**
 * What is inside an image, wherever it lies: archives of {@code docker save}, OCI layouts,
 * registries, engines; and inside a directory.
 *
 * <p>Every byte is untrusted. Limits live here, in the walker, once: what a {@link
 * dev.sekisho.container.image.LayerSink} is given is within {@link
 * dev.sekisho.container.image.Limits}, what is beyond them is a {@link dev.sekisho.model.Gap}.
 * Digests are always verified. No native calls.
 */
@NullMarked
package dev.sekisho.container.image;

import org.jspecify.annotations.NullMarked;
