package dev.sekisho.model;

/**
 * A part of the input that was not examined. A report with a gap is never called clean.
 *
 * @param where what was not examined, in the terms of the input, such as a path or a container's
 *     name
 * @param why the reason, in words for a person
 */
public record Gap(String where, String why) {}
