package dev.sekisho.detect;

import java.util.List;

/**
 * The forms of one value. A form is kept only where decoding changed something, so that an ordinary
 * value has one.
 */
final class Decodings {
  /** Shorter base64 says too little, and ordinary words look like it. */
  private static final int SHORTEST_BASE64 = 8;

  private static final String[] ENTITIES = {
    "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'", "nbsp", "\u00A0", "colon", ":",
    "lpar", "(", "rpar", ")", "sol", "/", "bsol", "\\", "equals", "=", "semi", ";", "comma", ",",
    "num", "#", "excl", "!", "percnt", "%", "plus", "+", "lbrace", "{", "rbrace", "}", "lsqb", "[",
    "rsqb", "]", "grave", "`", "Tab", "\t", "NewLine", "\n"
  };

  private Decodings() {}

  /**
   * Adds the forms of a value.
   *
   * @param room how many code units may still be added
   * @return how many may be added after it
   */
  static int addForms(Input input, String text, int room, List<Candidate> to) {
    int left = add(input, Form.PLAIN, text, "", room, to);
    if (Characters.isOneWord(text)) {
      // Nothing to take off but what needs no other characters.
      left = add(input, Form.FULL_WIDTH, narrow(text), text, left, to);
      return add(input, Form.BASE64, base64(text), text, left, to);
    }
    left = add(input, Form.TRIMMED, Characters.trim(text), text, left, to);
    String url = url(text);
    left = add(input, Form.URL, url, text, left, to);
    if (!url.equals(text)) {
      left = add(input, Form.URL_TWICE, url(url), url, left, to);
    }
    left = add(input, Form.UNICODE_ESCAPE, unicode(text), text, left, to);
    left = add(input, Form.HTML_ENTITY, entities(text), text, left, to);
    left = add(input, Form.BASE64, base64(text), text, left, to);
    return add(input, Form.FULL_WIDTH, narrow(url), url, left, to);
  }

  private static int add(
      Input input, Form form, String decoded, String from, int room, List<Candidate> to) {
    if (decoded.equals(from) || decoded.length() < 2 || decoded.length() > room) {
      return room;
    }
    if (Characters.isOneWord(decoded)) {
      return room; // one word changes no structure
    }
    to.add(new Candidate(input, form, decoded));
    return room - decoded.length();
  }

  /** Takes percent-encoding off once; {@code +} is a space where anything is encoded. */
  static String url(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    byte[] bytes = new byte[text.length() / 3 + 1];
    boolean changed = false;
    for (int i = 0; i < text.length(); ) {
      int count = 0;
      while (i + 2 < text.length() && text.charAt(i) == '%') {
        int high = Characters.hexadecimal(text.charAt(i + 1));
        int low = Characters.hexadecimal(text.charAt(i + 2));
        if (high < 0 || low < 0) {
          break;
        }
        bytes[count++] = (byte) (high << 4 | low);
        i += 3;
      }
      if (count > 0) {
        decoded.append(Utf8.decode(bytes, count));
        changed = true;
      } else {
        char c = text.charAt(i);
        decoded.append(c == '+' ? ' ' : c);
        changed |= c == '+';
        i++;
      }
    }
    return changed ? decoded.toString() : text;
  }

  static String unicode(String text) {
    if (text.indexOf("\\u") < 0 && text.indexOf("%u") < 0 && text.indexOf("\\x") < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int digits = escaped(text, i);
      if (digits == 0) {
        decoded.append(text.charAt(i));
        i++;
      } else {
        int value = 0;
        for (int d = 0; d < digits; d++) {
          value = value << 4 | Characters.hexadecimal(text.charAt(i + 2 + d));
        }
        decoded.append((char) value);
        i += 2 + digits;
      }
    }
    return decoded.toString();
  }

  /** How many digits the escape at a place has, 0 if there is none. */
  private static int escaped(String text, int at) {
    char c = text.charAt(at);
    if ((c != '\\' && c != '%') || at + 1 >= text.length()) {
      return 0;
    }
    int digits = text.charAt(at + 1) == 'u' ? 4 : c == '\\' && text.charAt(at + 1) == 'x' ? 2 : 0;
    if (digits == 0 || at + 2 + digits > text.length()) {
      return 0;
    }
    for (int d = 0; d < digits; d++) {
      if (!Characters.isHexadecimal(text.charAt(at + 2 + d))) {
        return 0;
      }
    }
    return digits;
  }

  static String entities(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int end = text.charAt(i) == '&' ? entity(text, i, decoded) : 0;
      if (end == 0) {
        decoded.append(text.charAt(i));
        i++;
      } else {
        i = end;
      }
    }
    return decoded.toString();
  }

  /** Decodes the entity at a place; where it ends, or 0 if there is none. */
  private static int entity(String text, int at, StringBuilder to) {
    int i = at + 1;
    if (i < text.length() && text.charAt(i) == '#') {
      return numeric(text, i + 1, to);
    }
    for (int e = 0; e < ENTITIES.length; e += 2) {
      String name = ENTITIES[e];
      if (text.startsWith(name, i)) {
        to.append(ENTITIES[e + 1]);
        int end = i + name.length();
        return end < text.length() && text.charAt(end) == ';' ? end + 1 : end;
      }
    }
    return 0;
  }

  private static int numeric(String text, int at, StringBuilder to) {
    int i = at;
    boolean hexadecimal = i < text.length() && Characters.lower(text.charAt(i)) == 'x';
    if (hexadecimal) {
      i++;
    }
    int start = i;
    int value = 0;
    while (i < text.length() && value < 0x110000) {
      char c = text.charAt(i);
      if (hexadecimal ? !Characters.isHexadecimal(c) : !Characters.isDigit(c)) {
        break;
      }
      value = value * (hexadecimal ? 16 : 10) + Characters.hexadecimal(c);
      i++;
    }
    if (i == start || value >= 0x110000) {
      return 0;
    }
    Characters.append(to, value);
    return i < text.length() && text.charAt(i) == ';' ? i + 1 : i;
  }

  /** Folds full-width forms. */
  static String narrow(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Characters.narrow(text.charAt(i)) != text.charAt(i)) {
        char[] folded = text.toCharArray();
        for (; i < folded.length; i++) {
          folded[i] = Characters.narrow(folded[i]);
        }
        return new String(folded);
      }
    }
    return text;
  }

  /**
   * Base64 of either alphabet that holds well-formed UTF-8 without control characters; or as is.
   */
  static String base64(String text) {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == '=') {
      length--;
    }
    if (length < SHORTEST_BASE64 || length % 4 == 1 || text.length() - length > 2) {
      return text;
    }
    byte[] bytes = new byte[length * 3 / 4];
    int bits = 0;
    int held = 0;
    int size = 0;
    for (int i = 0; i < length; i++) {
      int value = sextet(text.charAt(i));
      if (value < 0) {
        return text;
      }
      held = held << 6 | value;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[size++] = (byte) (held >> bits);
        held &= (1 << bits) - 1;
      }
    }
    for (int i = 0; i < size; i++) {
      if (bytes[i] >= 0
          && bytes[i] < ' '
          && bytes[i] != '\n'
          && bytes[i] != '\t'
          && bytes[i] != '\r') {
        return text;
      }
    }
    return Utf8.isWellFormed(bytes, size) ? Utf8.decode(bytes, size) : text;
  }

  private static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (Characters.isDigit(c)) {
      return c - '0' + 52;
    }
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
  }
}
