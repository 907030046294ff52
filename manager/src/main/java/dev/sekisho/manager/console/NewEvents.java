package dev.sekisho.manager.console;

/**
 * Events that came after the page was made.
 *
 * @param count how many
 * @param address shows them
 */
public record NewEvents(int count, String address) {}
