package dev.sekisho.container.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON from bytes, once. */
final class JsonReader {
  private static final int MAXIMUM_DEPTH = 64;

  private final byte[] bytes;
  private int at;
  private int depth;

  JsonReader(byte[] bytes) {
    this.bytes = bytes;
  }

  Json whole() throws Json.Malformed {
    if (bytes.length >= 3 && bytes[0] == -17 && bytes[1] == -69 && bytes[2] == -65) {
      at = 3; // A byte order mark, as some editors write it.
    }
    Json value = value();
    space();
    if (at < bytes.length) {
      throw malformed("more than one value");
    }
    return value;
  }

  private Json.Malformed malformed(String what) {
    return new Json.Malformed(what, at);
  }

  private void space() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private int next() throws Json.Malformed {
    if (at >= bytes.length) {
      throw malformed("unexpected end");
    }
    return bytes[at] & 0xff;
  }

  private Json value() throws Json.Malformed {
    space();
    return switch (next()) {
      case '{' -> members();
      case '[' -> array();
      case '"' -> new Json.Text(text());
      case 't' -> word("true", new Json.Truth(true));
      case 'f' -> word("false", new Json.Truth(false));
      case 'n' -> word("null", new Json.Absent());
      default -> numeral();
    };
  }

  private Json word(String word, Json value) throws Json.Malformed {
    for (int i = 0; i < word.length(); i++) {
      if (next() != word.charAt(i)) {
        throw malformed("unknown word");
      }
      at++;
    }
    return value;
  }

  private Json numeral() throws Json.Malformed {
    int start = at;
    while (at < bytes.length && isOfNumber(bytes[at])) {
      at++;
    }
    String text = new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    if (text.length() > 40 || !isNumber(text)) {
      throw malformed("no value");
    }
    return new Json.Numeral(text);
  }

  private static boolean isOfNumber(byte each) {
    return (each >= '0' && each <= '9')
        || each == '-'
        || each == '+'
        || each == '.'
        || each == 'e'
        || each == 'E';
  }

  private static boolean isNumber(String text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (each >= '0' && each <= '9') {
        digits++;
      } else if (digits == 0 && (each != '-' || i > 0)) {
        return false;
      }
    }
    return digits > 0;
  }

  private void enter() throws Json.Malformed {
    at++;
    if (++depth > MAXIMUM_DEPTH) {
      throw malformed("more than " + MAXIMUM_DEPTH + " levels");
    }
  }

  /** Whether the closing bracket comes next; takes it. */
  private boolean closes(char bracket) throws Json.Malformed {
    space();
    if (next() != bracket) {
      return false;
    }
    at++;
    depth--;
    return true;
  }

  private void take(char expected) throws Json.Malformed {
    space();
    if (next() != expected) {
      throw malformed("expected " + expected);
    }
    at++;
  }

  private Json array() throws Json.Malformed {
    enter();
    List<Json> values = new ArrayList<>();
    if (closes(']')) {
      return new Json.Array(values);
    }
    while (true) {
      values.add(value());
      if (closes(']')) {
        return new Json.Array(values);
      }
      take(',');
    }
  }

  private Json members() throws Json.Malformed {
    enter();
    Map<String, Json> values = new LinkedHashMap<>();
    if (closes('}')) {
      return new Json.Members(values);
    }
    while (true) {
      space();
      if (next() != '"') {
        throw malformed("expected a key");
      }
      String key = text();
      take(':');
      values.put(key, value());
      if (closes('}')) {
        return new Json.Members(values);
      }
      take(',');
    }
  }

  private String text() throws Json.Malformed {
    int start = ++at;
    while (next() != '"' && next() != '\\' && next() >= ' ') {
      at++;
    }
    if (next() == '"') {
      return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder();
    int plain = start;
    while (next() != '"') {
      if (next() < ' ') {
        throw malformed("a control character in a text");
      }
      if (next() != '\\') {
        at++;
        continue;
      }
      text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
      at++;
      text.append(escaped());
      plain = at;
    }
    text.append(new String(bytes, plain, at++ - plain, StandardCharsets.UTF_8));
    return text.toString();
  }

  private char escaped() throws Json.Malformed {
    int escape = next();
    at++;
    return switch (escape) {
      case '"', '\\', '/' -> (char) escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit();
      default -> throw malformed("unknown escape");
    };
  }

  private char unit() throws Json.Malformed {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw malformed("no hexadecimal digit");
      }
      at++;
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }
}
