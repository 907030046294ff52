/**
 * The BPF guard of containers: what it is told (configurations, rules), what it reports (events),
 * and its life in bpffs.
 */
@NullMarked
package dev.sekisho.kernel.guard;

import org.jspecify.annotations.NullMarked;
