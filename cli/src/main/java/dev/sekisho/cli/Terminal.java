package dev.sekisho.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where the command writes: results to standard output, what it is doing and what went wrong to
 * standard error.
 *
 * @param out results
 * @param error progress and problems
 * @param texts the reader's language
 * @param color whether colour may be used
 * @param interactive whether a person watches standard error, so that progress may rewrite a line
 * @param width columns
 */
record Terminal(
    PrintStream out,
    PrintStream error,
    Texts texts,
    boolean color,
    boolean interactive,
    int width) {

  /** Colours that carry meaning; never the only carrier of it. */
  enum Ink {
    GOOD("32"),
    ATTENTION("33"),
    BAD("31"),
    FAINT("2"),
    STRONG("1");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  /**
   * The terminal of this process.
   *
   * @param terminals the digits of the descriptors that are terminals, as the launcher saw them;
   *     the JVM can only tell of both at once, and is slow to
   */
  static Terminal of(
      Map<String, String> environment, String terminals, PrintStream out, PrintStream error) {
    boolean color =
        terminals.contains("1")
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        out,
        error,
        new Texts(Texts.localeOf(environment)),
        color,
        terminals.contains("2"),
        terminals.contains("1")
            ? widthOf(environment.getOrDefault("COLUMNS", ""))
            : Integer.MAX_VALUE); // a pipe: nothing is cut
  }

  private static int widthOf(String columns) {
    try {
      return Math.max(40, Integer.parseInt(columns));
    } catch (NumberFormatException e) {
      return 120; // not told: wide enough for a table, narrow enough for a window
    }
  }

  /** A result from the catalogue. */
  void print(String key, Object... values) {
    out.println(texts.of(key, inert(values)));
  }

  /** What is going on, from the catalogue. */
  void tell(String key, Object... values) {
    error.println(texts.of(key, inert(values)));
  }

  String paint(Ink ink, String text) {
    return color ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
  }

  private static Object[] inert(Object[] values) {
    Object[] safe = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = Inert.line(String.valueOf(values[i]));
    }
    return safe;
  }
}
