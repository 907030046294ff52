package dev.sekisho.container;

/**
 * What a command wrote, and how it ended.
 *
 * @param exitCode its exit code; 128 + signal if a signal ended it
 * @param output standard output as UTF-8
 * @param errors standard error as UTF-8
 * @param cut whether there was more than the bound
 */
public record CommandOutput(int exitCode, String output, String errors, boolean cut) {}
