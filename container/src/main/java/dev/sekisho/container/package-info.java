/**
 * What containers exist, what is inside them, and to which workload a process belongs: the client
 * of the Docker Engine API, the facts of a container and its image, and the files that an image
 * contains.
 *
 * <p>Everything that an engine, an image or a container says is untrusted: sizes, depths and times
 * are bounded, and paths are resolved inside their root. No native calls.
 */
@NullMarked
package dev.sekisho.container;

import org.jspecify.annotations.NullMarked;
