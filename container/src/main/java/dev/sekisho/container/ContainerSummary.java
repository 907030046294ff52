package dev.sekisho.container;

/**
 * One line of the list of containers.
 *
 * @param id the full id
 * @param name without the leading slash
 * @param state {@code created}, {@code running}, {@code paused}, {@code restarting}, {@code exited}
 *     or {@code dead}
 */
public record ContainerSummary(String id, String name, String state) {}
