package dev.sekisho.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Hands this process over to another program: Java cannot exec, so the command line is written for
 * the launcher, which replaces itself by it. No JVM stands by while manager or enforcer run.
 *
 * @param file where the launcher waits for the line; empty where nobody does
 */
record Handover(String file) {
  /**
   * Writes the command line.
   *
   * @return the exit code for the launcher to go on with
   */
  int to(List<String> command) {
    if (file.isEmpty()) {
      throw Exit.ENVIRONMENT.because("home-unknown");
    }
    try {
      Files.writeString(Path.of(file), ProgramLines.quoted(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Exit.CLEAN.code;
  }
}
