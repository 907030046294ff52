package dev.sekisho.cli;

import dev.sekisho.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * Findings that the user does not want to see: an id a line, {@code exp:2027-01-31} behind it where
 * that is to end, {@code #} before a comment.
 */
final class IgnoreFile {
  private final Map<String, LocalDate> until;

  private IgnoreFile(Map<String, LocalDate> until) {
    this.until = until;
  }

  /** Reads one; without a name, {@code .sekishoignore} where there is one. */
  static IgnoreFile read(String name) {
    Path file = Path.of(name.isEmpty() ? ".sekishoignore" : name);
    if (name.isEmpty() && !Files.exists(file)) {
      return new IgnoreFile(Map.of());
    }
    Map<String, LocalDate> until = new HashMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String text = line.replaceFirst("#.*", "").strip();
        if (!text.isEmpty()) {
          String[] words = text.split("\\s+", -1);
          until.put(words[0], words.length == 1 ? LocalDate.MAX : date(file, number, words[1]));
        }
      }
    } catch (IOException e) {
      throw Exit.INPUT.because("scan-ignorefile", file, Cause.of(e));
    }
    return new IgnoreFile(until);
  }

  private static LocalDate date(Path file, int line, String word) {
    try {
      if (word.startsWith("exp:")) {
        return LocalDate.parse(word.substring("exp:".length()));
      }
    } catch (DateTimeException e) {
      throw Exit.INPUT.because("scan-ignorefile-line", file, line, word);
    }
    throw Exit.INPUT.because("scan-ignorefile-line", file, line, word);
  }

  boolean ignores(Finding finding, LocalDate today) {
    boolean byAlias =
        finding instanceof Finding.Vulnerability found
            && found.aliases().stream().anyMatch(alias -> isIgnored(alias, today));
    return byAlias || isIgnored(finding.id(), today);
  }

  private boolean isIgnored(String id, LocalDate today) {
    LocalDate end = until.get(id);
    return end != null && !today.isAfter(end);
  }
}
