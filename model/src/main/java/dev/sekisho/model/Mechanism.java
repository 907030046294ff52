package dev.sekisho.model;

/**
 * Something that the host's kernel or engine offers, or not.
 *
 * @param name such as {@code fanotify-exec-perm}
 * @param available whether it was tried and works
 * @param why how that is known: the version, or the error that trying it gave
 */
public record Mechanism(String name, boolean available, String why) {}
