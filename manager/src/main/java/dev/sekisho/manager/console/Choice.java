package dev.sekisho.manager.console;

/**
 * One alternative of a selection.
 *
 * @param value as the form sends it
 * @param label what the reader sees
 * @param chosen whether it is the one in force
 */
public record Choice(String value, String label, boolean chosen) {}
