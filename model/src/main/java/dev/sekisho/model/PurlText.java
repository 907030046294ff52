package dev.sekisho.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Package URLs as text. */
final class PurlText {
  private static final String HEX = "0123456789ABCDEF";

  private PurlText() {}

  static String write(Purl purl) {
    StringBuilder text = new StringBuilder(64).append("pkg:").append(purl.type());
    if (!purl.namespace().isEmpty()) {
      segments(text.append('/'), purl.namespace());
    }
    text.append('/');
    if (purl.type().equals("git")) {
      segments(text, purl.name());
    } else {
      encode(text, purl.name(), "");
    }
    if (!purl.version().isEmpty()) {
      encode(text.append('@'), purl.version(), "");
    }
    char before = '?';
    for (Map.Entry<String, String> qualifier : purl.qualifiers().entrySet()) {
      encode(text.append(before).append(qualifier.getKey()).append('='), qualifier.getValue(), "");
      before = '&';
    }
    if (!purl.subpath().isEmpty()) {
      segments(text.append('#'), purl.subpath());
    }
    return text.toString();
  }

  private static void segments(StringBuilder text, String value) {
    encode(text, value, "/");
  }

  private static void encode(StringBuilder text, String value, String also) {
    if (isPlain(value, also)) {
      text.append(value);
      return;
    }
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isPlain(c, also)) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }

  private static boolean isPlain(String value, String also) {
    for (int i = 0; i < value.length(); i++) {
      if (!isPlain(value.charAt(i), also)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c, String also) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '.'
        || c == '-'
        || c == '_'
        || c == '~'
        || c == ':'
        || also.indexOf(c) >= 0;
  }

  /** The parts are taken from the right, as the specification says. */
  static Purl read(String text, boolean strict) {
    String rest = text;
    int hash = rest.lastIndexOf('#');
    String subpath = "";
    if (hash >= 0) {
      subpath = path(rest.substring(hash + 1), true);
      rest = rest.substring(0, hash);
    }
    int question = rest.lastIndexOf('?');
    SortedMap<String, String> qualifiers = new TreeMap<>();
    if (question >= 0) {
      qualifiers(rest.substring(question + 1), strict, qualifiers);
      rest = rest.substring(0, question);
    }
    if (!rest.regionMatches(true, 0, "pkg:", 0, 4)) {
      throw new IllegalArgumentException("'" + text + "': expected pkg:type/name@version");
    }
    int start = 4;
    while (start < rest.length() && rest.charAt(start) == '/') {
      start++;
    }
    int slash = rest.indexOf('/', start);
    if (slash < 0) {
      throw new IllegalArgumentException("'" + text + "': expected a type and a name after pkg:");
    }
    String type = rest.substring(start, slash).toLowerCase(Locale.ROOT);
    PurlType.checkType(type);
    rest = trim(rest.substring(slash + 1));
    String version = "";
    int at = rest.lastIndexOf('@');
    // An @ before the last slash is part of an npm scope that was not escaped.
    if (at > 0 && rest.indexOf('/', at) < 0) {
      version = decode(rest.substring(at + 1));
      rest = rest.substring(0, at);
    } else if (at == 0 && rest.indexOf('/') < 0) {
      throw new IllegalArgumentException("'" + text + "': expected a name");
    } else if (at > 0 && !rest.substring(0, at).endsWith("/")) {
      version = decode(rest.substring(at + 1));
      rest = rest.substring(0, at);
    }
    return assemble(text, type, rest, version, qualifiers, subpath);
  }

  private static Purl assemble(
      String text,
      String type,
      String rest,
      String version,
      SortedMap<String, String> qualifiers,
      String subpath) {
    // A name of type git is owner/repository, after the host.
    int last = type.equals("git") ? gitName(rest) : rest.lastIndexOf('/');
    if (rest.endsWith("/")) {
      throw new IllegalArgumentException("'" + text + "': expected a name after the last /");
    }
    String name = decode(rest.substring(last + 1));
    if (name.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "': expected a name");
    }
    String namespace = last < 0 ? "" : path(rest.substring(0, last), false);
    return new Purl(
            type,
            PurlType.namespace(type, namespace),
            PurlType.name(type, name, qualifiers),
            PurlType.version(type, version),
            qualifiers,
            subpath)
        .checked();
  }

  private static int gitName(String rest) {
    return rest.indexOf('/');
  }

  private static String trim(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == '/') {
      start++;
    }
    return text.substring(start);
  }

  private static String path(String text, boolean subpath) {
    StringBuilder path = new StringBuilder(text.length());
    for (String part : text.split("/", -1)) {
      String segment = decode(part);
      if (segment.isEmpty() || (subpath && (segment.equals(".") || segment.equals("..")))) {
        continue;
      }
      path.append(path.isEmpty() ? "" : "/").append(segment);
    }
    return path.toString();
  }

  private static void qualifiers(String text, boolean strict, Map<String, String> into) {
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        if (pair.isEmpty()) {
          continue;
        }
        throw new IllegalArgumentException("qualifier '" + pair + "': expected key=value");
      }
      String key = pair.substring(0, equals);
      // The official suite refuses 'Arch' and accepts 'repositorY_url'.
      if (!strict || (!key.isEmpty() && !Character.isUpperCase(key.charAt(0)))) {
        key = key.toLowerCase(Locale.ROOT);
      }
      PurlType.checkKey(key);
      String value = decode(pair.substring(equals + 1));
      if (!value.isEmpty()) {
        into.put(key, value);
      }
    }
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%'
          && i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        bytes[length++] =
            (byte)
                (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        bytes[length++] = bytes[i];
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
