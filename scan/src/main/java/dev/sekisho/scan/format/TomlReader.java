package dev.sekisho.scan.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of TOML that lock files are made of: tables, and keys with a string, a list of strings
 * or something else. It goes from front to back; inline tables stay text.
 *
 * @see <a href="https://toml.io/en/v1.0.0">TOML 1.0.0</a>
 */
public final class TomlReader {
  private final String text;
  private int at;
  private String table = "";
  private boolean header;
  private String key = "";
  private String value = "";
  private List<String> strings = List.of();
  private int line = 1;

  public TomlReader(byte[] bytes, int length) {
    text = new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Goes to the next table's head or key; {@code false} at the end. */
  public boolean next() throws MalformedException {
    space(true);
    if (at >= text.length()) {
      return false;
    }
    header = text.charAt(at) == '[';
    if (header) {
      head();
    } else {
      pair();
    }
    return true;
  }

  /** Whether a table begins here, rather than a key. */
  public boolean isTable() {
    return header;
  }

  /** The table that is read, such as {@code package} or {@code package.source}. */
  public String table() {
    return table;
  }

  public String key() {
    return key;
  }

  /** A string's content; anything else as it is written. */
  public String value() {
    return value;
  }

  /** The strings of a list; empty for other values. */
  public List<String> strings() {
    return strings;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  private void head() throws MalformedException {
    boolean element = text.startsWith("[[", at);
    int start = at + (element ? 2 : 1);
    int close = text.indexOf(']', start);
    if (close < 0 || text.substring(start, close).indexOf('\n') >= 0) {
      throw wrong("']'");
    }
    table = text.substring(start, close).strip();
    at = close + (element ? 2 : 1);
    skipLine();
  }

  private void pair() throws MalformedException {
    int equals = at;
    boolean quoted = false;
    while (equals < text.length() && (quoted || text.charAt(equals) != '=')) {
      char c = text.charAt(equals);
      if (c == '\n') {
        throw wrong("'='");
      }
      if (c == '"' || c == '\'') {
        quoted = !quoted;
      }
      equals++;
    }
    if (equals >= text.length()) {
      throw wrong("'='");
    }
    key = text.substring(at, equals).strip().replace("\"", "").replace("'", "");
    at = equals + 1;
    strings = List.of();
    space(false);
    value = value(0);
    skipLine();
  }

  private String value(int depth) throws MalformedException {
    if (depth > 64) {
      throw wrong("at most 64 levels");
    }
    if (at >= text.length()) {
      throw wrong("a value");
    }
    return switch (text.charAt(at)) {
      case '"', '\'' -> string();
      case '[' -> list(depth);
      case '{' -> inline(depth);
      default -> {
        int start = at;
        while (at < text.length() && ",]}#\n".indexOf(text.charAt(at)) < 0) {
          at++;
        }
        yield text.substring(start, at).strip();
      }
    };
  }

  private String list(int depth) throws MalformedException {
    int start = at++;
    List<String> found = new ArrayList<>();
    while (true) {
      space(true);
      if (at >= text.length()) {
        throw wrong("']'");
      }
      char c = text.charAt(at);
      if (c == ']') {
        at++;
        break;
      }
      if (c == ',') {
        at++;
        continue;
      }
      boolean string = c == '"' || c == '\'';
      int before = at;
      String item = value(depth + 1);
      if (at == before) {
        throw wrong("a value");
      }
      if (string && depth == 0) {
        found.add(item);
      }
    }
    if (depth == 0) {
      strings = found;
    }
    return text.substring(start, at);
  }

  private String inline(int depth) throws MalformedException {
    int start = at++;
    while (true) {
      space(true);
      if (at >= text.length()) {
        throw wrong("'}'");
      }
      char c = text.charAt(at);
      if (c == '}') {
        at++;
        return text.substring(start, at);
      }
      if (c == '"' || c == '\'') {
        string();
      } else if (c == '{' || c == '[') {
        value(depth + 1);
      } else {
        at++;
      }
    }
  }

  private String string() throws MalformedException {
    char quote = text.charAt(at);
    String three = String.valueOf(quote).repeat(3);
    boolean literal = quote == '\'';
    boolean lines = text.startsWith(three, at);
    StringBuilder content = new StringBuilder();
    at += lines ? 3 : 1;
    if (lines && at < text.length() && text.charAt(at) == '\n') {
      line++;
      at++;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote && (!lines || text.startsWith(three, at - 1))) {
        at += lines ? 2 : 0;
        return content.toString();
      }
      if (c == '\n') {
        if (!lines) {
          break;
        }
        line++;
      }
      if (c == '\\' && !literal && at < text.length()) {
        escape(content);
      } else {
        content.append(c);
      }
    }
    throw wrong(lines ? three : "the end of a string");
  }

  private void escape(StringBuilder content) throws MalformedException {
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> content.append('\b');
      case 't' -> content.append('\t');
      case 'n' -> content.append('\n');
      case 'f' -> content.append('\f');
      case 'r' -> content.append('\r');
      case 'u', 'U' -> {
        int end = at + (c == 'u' ? 4 : 8);
        try {
          content.appendCodePoint(Integer.parseInt(text, at, end, 16));
        } catch (RuntimeException e) {
          throw wrong("a character's number behind \\" + c);
        }
        at = end;
      }
      default -> content.append(c);
    }
  }

  private void space(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#' && lines) {
        skipLine();
      } else if (c == '\n' && lines) {
        line++;
        at++;
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private MalformedException wrong(String expected) {
    return new MalformedException("TOML, line " + line + ": expected " + expected);
  }
}
