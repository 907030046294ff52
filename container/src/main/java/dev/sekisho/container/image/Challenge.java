package dev.sekisho.container.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a registry wants to know who asks: one challenge of {@code WWW-Authenticate}.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by their names in lower case
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.3">RFC 9110</a>
 */
record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAXIMUM_LENGTH = 8192;

  /** Reads all challenges of one header; what cannot be read ends the list. */
  static List<Challenge> parse(String header) {
    return new Reader(header.substring(0, Math.min(MAXIMUM_LENGTH, header.length()))).all();
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Challenge> all() {
      List<Challenge> challenges = new ArrayList<>();
      while (true) {
        skip(" ,\t");
        String scheme = token();
        if (scheme.isEmpty()) {
          return challenges;
        }
        challenges.add(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters()));
      }
    }

    /** Up to a word that no equals sign follows: that is the next scheme. */
    private Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      while (true) {
        skip(" ,\t");
        int start = at;
        String name = token();
        skip(" \t");
        if (name.isEmpty() || at >= text.length() || text.charAt(at) != '=') {
          at = start;
          return parameters;
        }
        at++;
        skip(" \t");
        parameters.put(name.toLowerCase(Locale.ROOT), value());
      }
    }

    private String value() {
      if (at >= text.length() || text.charAt(at) != '"') {
        return token();
      }
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at = Math.min(text.length(), at + 1);
      return value.toString();
    }

    private String token() {
      int start = at;
      while (at < text.length() && " ,\t=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(Math.min(start, text.length()), at);
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
  }
}
