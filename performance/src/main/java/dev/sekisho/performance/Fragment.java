package dev.sekisho.performance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of one measurement: rows for the table of the README, and notes. Written to {@code
 * results/NAME.md}; a run replaces it whole.
 */
final class Fragment {
  /**
   * One row.
   *
   * @param what what was measured
   * @param result the figure, with its unit
   * @param against what it is compared with, empty if with nothing
   * @param ratio the ratio and its spread, empty if there is none
   * @param budget the budget, empty if there is none
   * @param held whether the budget was held; true where there is none
   */
  record Row(
      String what, String result, String against, String ratio, String budget, boolean held) {}

  private final String name;
  private final String title;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Fragment(String name, String title) {
    this.name = name;
    this.title = title;
  }

  void row(Row row) {
    rows.add(row);
  }

  /** A sentence that the reader needs in order to judge the rows. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** Whether every budget was held. */
  boolean held() {
    return rows.stream().allMatch(Row::held);
  }

  void write(Path results, Machine machine, double load, Instant at) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(title).append("\n\n");
    text.append("| what | result | against | ratio (spread of the rounds) | budget | |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (Row row : rows) {
      text.append("| ").append(row.what());
      text.append(" | ").append(row.result());
      text.append(" | ").append(row.against());
      text.append(" | ").append(row.ratio());
      text.append(" | ").append(row.budget());
      String verdict = row.held() ? "held" : "**missed**";
      text.append(" | ").append(row.budget().isEmpty() ? "" : verdict).append(" |\n");
    }
    text.append('\n');
    notes.forEach(note -> text.append("* ").append(note).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "* %s, load %.1f, on %s.%n",
            at.truncatedTo(ChronoUnit.MINUTES),
            load,
            machine.text()));
    Files.createDirectories(results);
    Files.writeString(results.resolve(name + ".md"), text);
  }

  /** Microseconds of nanoseconds, for a table. */
  static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
  }
}
