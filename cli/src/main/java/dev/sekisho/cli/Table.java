package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table that fits its width: the widest columns give way, and what is cut ends in an ellipsis.
 * Cells are made inert here.
 */
final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 8;

  private final List<String> titles;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    this.titles = List.of(titles);
  }

  void row(String... cells) {
    if (cells.length != titles.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + titles.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(Inert::line).toList());
  }

  /** The lines of the table, without line breaks; only the titles where there is no row. */
  List<String> lines(int width) {
    int[] widths = widths(width);
    List<String> lines = new ArrayList<>();
    lines.add(line(titles, widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  void print(Terminal terminal) {
    List<String> lines = lines(terminal.width());
    terminal.out().println(terminal.paint(Terminal.Ink.STRONG, lines.getFirst()));
    lines.stream().skip(1).forEach(terminal.out()::println);
  }

  private int[] widths(int width) {
    int[] widths = titles.stream().mapToInt(Table::columns).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], columns(row.get(i)));
      }
    }
    int over = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - width;
    while (over > 0) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break; // a window too narrow for this table: let it wrap rather than hide everything
      }
      widths[widest]--;
      over--;
    }
    return widths;
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cut(cells.get(i), widths[i]);
      line.append(cell);
      if (i < widths.length - 1) {
        line.append(" ".repeat(widths[i] - columns(cell) + GAP));
      }
    }
    return line.toString().stripTrailing();
  }

  private static String cut(String cell, int width) {
    if (columns(cell) <= width) {
      return cell;
    }
    StringBuilder kept = new StringBuilder();
    int used = 0;
    for (int point : cell.codePoints().toArray()) {
      int next = columns(point);
      if (used + next > width - 1) {
        break;
      }
      kept.appendCodePoint(point);
      used += next;
    }
    return kept.append('…').toString();
  }

  /** Columns that a text takes on a terminal. */
  static int columns(String text) {
    return text.codePoints().map(Table::columns).sum();
  }

  /** East Asian wide characters take two columns, combining marks none (UAX 11, in short). */
  private static int columns(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (point >= 0x1100 && point <= 0x115f)
            || (point >= 0x2e80 && point <= 0xa4cf)
            || (point >= 0xac00 && point <= 0xd7a3)
            || (point >= 0xf900 && point <= 0xfaff)
            || (point >= 0xfe30 && point <= 0xfe6f)
            || (point >= 0xff00 && point <= 0xff60)
            || (point >= 0xffe0 && point <= 0xffe6)
            || (point >= 0x1f300 && point <= 0x1faff)
            || (point >= 0x20000 && point <= 0x3fffd);
    return wide ? 2 : 1;
  }
}
