/**
 * The bpf(2) system call: maps, programs, links, pins, BTF, and a loader for objects that clang
 * compiled.
 */
@NullMarked
package dev.sekisho.kernel.bpf;

import org.jspecify.annotations.NullMarked;
