package dev.sekisho.container;

/** Texts of others in our messages: short, and without what a terminal would obey. */
final class Inert {
  private Inert() {}

  /**
   * The text with control and format characters replaced by U+FFFD.
   *
   * @param maximum characters kept; an ellipsis stands for the rest
   */
  static String text(String text, int maximum) {
    StringBuilder inert = new StringBuilder();
    text.codePoints()
        .limit(maximum)
        .map(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      0xfffd;
                  default -> c;
                })
        .forEach(inert::appendCodePoint);
    return text.codePointCount(0, text.length()) > maximum ? inert + "…" : inert.toString();
  }
}
