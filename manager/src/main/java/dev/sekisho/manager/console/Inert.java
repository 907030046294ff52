package dev.sekisho.manager.console;

import java.util.List;

/**
 * Text that strangers wrote, made harmless and visible: what an attacker put into a name or an
 * argument neither becomes markup nor hides or reorders what stands beside it.
 *
 * <p>Every value that a template prints passes through {@link #html}; it is safe inside elements
 * and inside quoted attributes.
 */
final class Inert {
  private Inert() {}

  /**
   * HTML that shows the text as it is. Control characters (line feed and tab left out), direction
   * overrides, invisible characters and broken surrogates are written out as {@code [U+202E]}.
   */
  static String html(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (point != '\n' && point != '\t' && isOdd(point)) {
                out.append(name(point));
              } else {
                appendEscaped(out, point);
              }
            });
    return out.toString();
  }

  /**
   * HTML of exactly this text, for a text field whose content comes back: nothing is written out,
   * so that saving what was opened changes nothing.
   */
  static String exactHtml(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(point -> appendEscaped(out, point));
    return out.toString();
  }

  /** One line: line feeds and tabs are written out too. Not yet HTML. */
  static String line(CharSequence text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (isOdd(point)) {
                out.append(name(point));
              } else {
                out.appendCodePoint(point);
              }
            });
    return out.toString();
  }

  /**
   * Arguments as one line that a shell would read back: those with anything but plain characters
   * stand in single quotes.
   */
  static String command(List<String> arguments) {
    StringBuilder out = new StringBuilder();
    for (String argument : arguments) {
      if (!out.isEmpty()) {
        out.append(' ');
      }
      String shown = line(argument);
      if (!shown.isEmpty() && shown.chars().allMatch(Inert::isPlainInShell)) {
        out.append(shown);
      } else {
        out.append('\'').append(shown.replace("'", "'\\''")).append('\'');
      }
    }
    return out.toString();
  }

  /**
   * The text cut in the middle to at most {@code length} characters, for digests and long names.
   */
  static String middle(String text, int length) {
    if (text.codePointCount(0, text.length()) <= length) {
      return text;
    }
    int head = (length - 1) / 2;
    int tail = length - 1 - head;
    return text.substring(0, text.offsetByCodePoints(0, head))
        + "…"
        + text.substring(text.offsetByCodePoints(text.length(), -tail));
  }

  private static void appendEscaped(StringBuilder out, int point) {
    switch (point) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> out.appendCodePoint(point);
    }
  }

  private static boolean isPlainInShell(int character) {
    return Character.isLetterOrDigit(character) || "@%+=:,./-_[]".indexOf(character) >= 0;
  }

  private static boolean isOdd(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  private static String name(int point) {
    return "[U+%04X]".formatted(point);
  }
}
