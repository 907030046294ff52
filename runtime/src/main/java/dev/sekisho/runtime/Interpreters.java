package dev.sekisho.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Programs that run what they read, and what they were told to read. */
final class Interpreters {
  private static final Set<String> SHELLS =
      Set.of(
          "sh", "ash", "dash", "bash", "rbash", "zsh", "ksh", "mksh", "hush", "fish", "csh",
          "tcsh");

  private static final Set<String> OTHERS =
      Set.of(
          "awk", "gawk", "mawk", "node", "nodejs", "deno", "bun", "tclsh", "wish", "guile", "java",
          "pwsh", "Rscript", "groovy", "expect");

  /** Interpreters whose names carry a version: {@code python3.12}, {@code lua5.4}. */
  private static final List<String> VERSIONED =
      List.of("python", "pypy", "perl", "ruby", "php", "lua", "luajit", "tclsh", "node");

  private static final int COMMAND_LINE_BYTES = 16 * 1024;

  private Interpreters() {}

  /** Whether a program of this name runs what it reads. */
  static boolean isInterpreter(String name) {
    if (SHELLS.contains(name) || OTHERS.contains(name)) return true;
    return VERSIONED.stream()
        .anyMatch(
            known ->
                name.startsWith(known)
                    && name.substring(known.length()).chars().allMatch(Interpreters::ofVersion));
  }

  private static boolean ofVersion(int c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-';
  }

  /**
   * The command line of a process that is an interpreter; empty if it is none, or has ended.
   *
   * @param pid in the host's numbers
   */
  static Optional<List<String>> commandLine(int pid) {
    Path directory = Path.of("/proc", Integer.toString(pid));
    try {
      String program = Files.readSymbolicLink(directory.resolve("exe")).toString();
      String name = FileOrigins.named(program).substring(program.lastIndexOf('/') + 1);
      boolean multiCall = Calls.isMultiCall(name);
      if (!multiCall && !isInterpreter(name)) return Optional.empty();
      List<String> words = words(directory.resolve("cmdline"));
      boolean runs =
          !multiCall || Calls.applet(words).map(Interpreters::isInterpreter).orElse(false);
      return runs ? Optional.of(words) : Optional.empty();
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static List<String> words(Path file) throws IOException {
    byte[] bytes;
    try (java.io.InputStream stream = Files.newInputStream(file)) {
      bytes = stream.readNBytes(COMMAND_LINE_BYTES);
    }
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        words.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    if (from < bytes.length) {
      words.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
    }
    return words;
  }

  /** Whether a command line tells the interpreter to run this file. */
  static boolean names(List<String> commandLine, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return commandLine.stream()
        .skip(1)
        .anyMatch(word -> word.substring(word.lastIndexOf('/') + 1).equals(name));
  }
}
