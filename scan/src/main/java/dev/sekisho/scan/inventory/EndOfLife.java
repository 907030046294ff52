package dev.sekisho.scan.inventory;

import dev.sekisho.model.OperatingSystem;
import dev.sekisho.scan.format.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Until when a distribution's version gets security fixes; from the table {@code end-of-life.tsv}.
 *
 * @param general the last day of general support
 * @param longTerm the last day of support that is free of charge after that; empty if there is none
 */
public record EndOfLife(LocalDate general, Optional<LocalDate> longTerm) {
  /** Empty if the table does not have it: then nothing is known, neither good nor bad. */
  public static Optional<EndOfLife> of(OperatingSystem system) {
    Optional<EndOfLife> best = Optional.empty();
    int length = 0;
    byte[] table = table();
    Lines lines = new Lines(table, table.length);
    while (lines.next()) {
      if (!lines.startsWith(system.id() + "\t")) {
        continue;
      }
      String[] fields = lines.text().split("\t", -1);
      if (fields[1].length() > length && matches(system.version(), fields[1])) {
        length = fields[1].length();
        best =
            Optional.of(
                new EndOfLife(
                    LocalDate.parse(fields[2]),
                    fields[3].equals("-")
                        ? Optional.empty()
                        : Optional.of(LocalDate.parse(fields[3]))));
      }
    }
    return best;
  }

  /** Whether nobody gives fixes any more, free of charge. */
  public boolean over(LocalDate day) {
    return day.isAfter(longTerm.orElse(general));
  }

  /** Whole parts: 3.1 is not the beginning of 3.16. */
  private static boolean matches(String version, String beginning) {
    return version.equals(beginning)
        || (version.startsWith(beginning) && version.charAt(beginning.length()) == '.');
  }

  private static byte[] table() {
    try (InputStream in = EndOfLife.class.getResourceAsStream("end-of-life.tsv")) {
      if (in == null) {
        throw new AssertionError("end-of-life.tsv is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
