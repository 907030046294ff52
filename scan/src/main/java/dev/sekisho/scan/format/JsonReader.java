package dev.sekisho.scan.format;

import java.nio.charset.StandardCharsets;

/**
 * Reads JSON front to back, taking what is asked for and skipping the rest.
 *
 * <p>Lenient where the question is what a file names, not whether it is right: a value of another
 * type than the one asked for is skipped and reads as empty; trailing commas and comments (as in
 * {@code bun.lock}) are passed over. Depth is bounded, strings are what the file holds.
 *
 * <pre>{@code
 * JsonReader json = new JsonReader(bytes, length);
 * json.object();
 * while (json.hasNext()) {
 *   switch (json.name()) {
 *     case "version" -> version = json.string();
 *     default -> json.skip();
 *   }
 * }
 * }</pre>
 */
public final class JsonReader {
  private static final int DEPTH = 256;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int depth;

  public JsonReader(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = length;
    if (length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      at = 3;
    }
  }

  /** What the next value is. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  public Kind peek() throws MalformedException {
    space();
    byte c = current();
    return switch (c) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Enters an object; {@code false} if the value is none, which is then skipped. */
  public boolean object() throws MalformedException {
    return enter((byte) '{');
  }

  /** Enters an array; {@code false} if the value is none, which is then skipped. */
  public boolean array() throws MalformedException {
    return enter((byte) '[');
  }

  private boolean enter(byte opening) throws MalformedException {
    space();
    if (current() != opening) {
      skip();
      return false;
    }
    at++;
    if (++depth > DEPTH) {
      throw new MalformedException("JSON is nested deeper than " + DEPTH + " levels");
    }
    return true;
  }

  /** Whether the object or array that was entered last has more; leaves it if not. */
  public boolean hasNext() throws MalformedException {
    space();
    byte c = current();
    if (c == ',') {
      at++;
      space();
      c = current();
    }
    if (c == '}' || c == ']') {
      at++;
      depth--;
      return false;
    }
    return true;
  }

  /** The name of the next member of an object. */
  public String name() throws MalformedException {
    space();
    if (current() != '"') {
      throw wrong("a name in quotes");
    }
    String name = text();
    space();
    if (current() != ':') {
      throw wrong("':'");
    }
    at++;
    return name;
  }

  /** A string; empty if the value is another. */
  public String string() throws MalformedException {
    space();
    if (current() != '"') {
      skip();
      return "";
    }
    return text();
  }

  /** A string, number or boolean as it is written; empty for an object, an array and null. */
  public String scalar() throws MalformedException {
    return switch (peek()) {
      case STRING -> text();
      case NUMBER, BOOLEAN -> {
        int start = at;
        skip();
        yield new String(bytes, start, at - start, StandardCharsets.US_ASCII);
      }
      case OBJECT, ARRAY, NULL -> {
        skip();
        yield "";
      }
    };
  }

  /** Whether the value is {@code true}. */
  public boolean isTrue() throws MalformedException {
    boolean is = peek() == Kind.BOOLEAN && bytes[at] == 't';
    skip();
    return is;
  }

  /** Passes over one value with all that is in it. */
  public void skip() throws MalformedException {
    int open = 0;
    do {
      space();
      byte c = current();
      switch (c) {
        case '{', '[' -> {
          at++;
          open++;
          if (depth + open > DEPTH) {
            throw new MalformedException("JSON is nested deeper than " + DEPTH + " levels");
          }
        }
        case '}', ']' -> {
          if (open == 0) {
            throw wrong("a value");
          }
          at++;
          open--;
        }
        case '"' -> skipText();
        case ',', ':' -> {
          if (open == 0) {
            throw wrong("a value");
          }
          at++;
        }
        default -> word();
      }
    } while (open > 0);
  }

  /** The bytes of the next value, which is passed over. */
  public JsonReader sub() throws MalformedException {
    space();
    JsonReader copy = new JsonReader(bytes, end);
    copy.at = at;
    copy.depth = depth;
    skip();
    return copy;
  }

  /** The number of the line that is being read, from 1. */
  public int line() {
    int line = 1;
    for (int i = 0; i < at && i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return line;
  }

  private void word() throws MalformedException {
    int start = at;
    while (at < end) {
      byte c = bytes[at];
      boolean part =
          (c >= '0' && c <= '9')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '-'
              || c == '+'
              || c == '.';
      if (!part) {
        break;
      }
      at++;
    }
    if (at == start) {
      throw wrong("a value");
    }
  }

  private void skipText() throws MalformedException {
    at++;
    while (at < end) {
      byte c = bytes[at++];
      if (c == '\\') {
        at++;
      } else if (c == '"') {
        return;
      }
    }
    throw new MalformedException("JSON ends within a string");
  }

  private String text() throws MalformedException {
    int start = at + 1;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '"') {
        at = i + 1;
        return new String(bytes, start, i - start, StandardCharsets.UTF_8);
      }
      if (bytes[i] == '\\') {
        break;
      }
    }
    skipText();
    return unescape(start, at - 1);
  }

  private String unescape(int start, int stop) throws MalformedException {
    String raw = new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\' || i == raw.length()) {
        text.append(c);
        continue;
      }
      switch (raw.charAt(i)) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          if (i + 4 >= raw.length()) {
            throw new MalformedException("JSON has a broken \\u in a string");
          }
          int code = 0;
          for (int k = 1; k <= 4; k++) {
            int digit = Character.digit(raw.charAt(i + k), 16);
            if (digit < 0) {
              throw new MalformedException("JSON has a broken \\u in a string");
            }
            code = code << 4 | digit;
          }
          text.append((char) code);
          i += 4;
        }
        default -> text.append(raw.charAt(i));
      }
      i++;
    }
    return text.toString();
  }

  private byte current() throws MalformedException {
    if (at >= end) {
      throw new MalformedException("JSON ends too early");
    }
    return bytes[at];
  }

  private void space() {
    while (at < end) {
      byte c = bytes[at];
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        at++;
      } else if (c == '/' && at + 1 < end && bytes[at + 1] == '/') {
        while (at < end && bytes[at] != '\n') {
          at++;
        }
      } else if (c == '/' && at + 1 < end && bytes[at + 1] == '*') {
        at += 2;
        while (at + 1 < end && !(bytes[at] == '*' && bytes[at + 1] == '/')) {
          at++;
        }
        at = Math.min(end, at + 2);
      } else {
        return;
      }
    }
  }

  private MalformedException wrong(String expected) {
    return new MalformedException("JSON, line " + line() + ": expected " + expected);
  }
}
