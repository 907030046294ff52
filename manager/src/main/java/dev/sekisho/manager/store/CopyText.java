package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Query;
import java.util.List;

/** Builds rows in the text format of PostgreSQL's COPY. */
final class CopyText {
  private final StringBuilder text;
  private boolean first = true;

  /**
   * @param characters about how long it will become
   */
  CopyText(int characters) {
    text = new StringBuilder(characters);
  }

  CopyText number(long value) {
    separate();
    text.append(value);
    return this;
  }

  CopyText nothing() {
    separate();
    text.append("\\N");
    return this;
  }

  CopyText flag(boolean value) {
    separate();
    text.append(value ? 't' : 'f');
    return this;
  }

  /** Any text; lone surrogates and U+0000 become replacement characters. */
  CopyText text(String value) {
    separate();
    escape(value);
    return this;
  }

  CopyText array(List<String> values) {
    separate();
    text.append('{');
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "\"" : ",\"");
      escape(values.get(i).replace("\\", "\\\\").replace("\"", "\\\""));
      text.append('"');
    }
    text.append('}');
    return this;
  }

  /** Columns that another {@code CopyText} has put into their form. */
  CopyText columns(String ready) {
    separate();
    text.append(ready);
    return this;
  }

  void endRow() {
    text.append('\n');
    first = true;
  }

  private void separate() {
    if (!first) {
      text.append('\t');
    }
    first = false;
  }

  private void escape(String value) {
    String clean = Query.withoutNul(value);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> text.append(isLone(clean, i) ? '\uFFFD' : c);
      }
    }
  }

  private static boolean isLone(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
