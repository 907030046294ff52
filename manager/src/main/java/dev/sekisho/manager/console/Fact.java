package dev.sekisho.manager.console;

/**
 * A label and what stands beside it.
 *
 * @param label in the reader's language
 * @param value made harmless
 */
public record Fact(String label, Markup value) {}
