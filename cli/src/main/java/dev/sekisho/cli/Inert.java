package dev.sekisho.cli;

/**
 * Makes text that an attacker may have written harmless on a terminal: what could move the cursor,
 * change colours or titles, reorder or hide text is shown as an escape.
 *
 * @see <a href="https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing">UTR 36</a>
 */
final class Inert {
  private Inert() {}

  /** The text on one line: line breaks and tabs are escaped too. */
  static String line(String text) {
    return escape(text, false);
  }

  /** The text with its line breaks and tabs kept, for documents such as a policy's YAML. */
  static String block(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepsLines) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (keepsLines && (point == '\n' || point == '\t')) {
                safe.appendCodePoint(point);
              } else if (isDangerous(point)) {
                appendEscape(safe, point);
              } else {
                safe.appendCodePoint(point);
              }
            });
    return safe.toString();
  }

  private static boolean isDangerous(int point) {
    return switch (Character.getType(point)) {
      // C0, C1 and DEL; bidirectional and zero-width marks, tags; line and paragraph separators;
      // halves of surrogate pairs, which cannot be encoded
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private static void appendEscape(StringBuilder safe, int point) {
    switch (point) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (point < 0x100) {
          safe.append("\\x%02x".formatted(point));
        } else {
          safe.append("\\u{%x}".formatted(point));
        }
      }
    }
  }
}
