package dev.sekisho.detect;

/**
 * Where a URL leads, as clients read it rather than as RFC 3986 wishes: backslashes are slashes,
 * white space and control characters at the front are skipped, user information is not the host.
 */
final class Url {
  private final String text;
  private final int schemeEnd;
  private final int hostStart;
  private final int hostEnd;

  private Url(String text, int schemeEnd, int hostStart, int hostEnd) {
    this.text = text;
    this.schemeEnd = schemeEnd;
    this.hostStart = hostStart;
    this.hostEnd = hostEnd;
  }

  static Url of(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    int at = start;
    while (at < text.length()
        && (Characters.isLetter(text.charAt(at))
            || Characters.isDigit(text.charAt(at))
            || "+-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    boolean hasScheme = at > start && at < text.length() && text.charAt(at) == ':';
    int schemeEnd = hasScheme ? at : start;
    at = hasScheme ? at + 1 : start;
    int slashes = 0;
    while (at < text.length() && isSlash(text.charAt(at))) {
      at++;
      slashes++;
    }
    if (slashes < 2 && !(hasScheme && isWeb(text, start, schemeEnd))) {
      return new Url(text, schemeEnd, -1, -1);
    }
    int end = at;
    while (end < text.length()
        && !isSlash(text.charAt(end))
        && text.charAt(end) != '?'
        && text.charAt(end) != '#') {
      end++;
    }
    int host = text.lastIndexOf('@', end - 1) >= at ? text.lastIndexOf('@', end - 1) + 1 : at;
    int hostEnd = end;
    if (host < end && text.charAt(host) == '[') {
      int bracket = text.indexOf(']', host);
      hostEnd = bracket > 0 && bracket < end ? bracket + 1 : end;
    } else {
      int colon = text.indexOf(':', host);
      hostEnd = colon >= 0 && colon < end ? colon : end;
    }
    return new Url(text, schemeEnd, host, hostEnd);
  }

  private static boolean isSlash(char c) {
    return c == '/' || c == '\\';
  }

  private static boolean isWeb(String text, int from, int to) {
    String scheme = Characters.lower(text.substring(from, to));
    return scheme.equals("http")
        || scheme.equals("https")
        || scheme.equals("ftp")
        || scheme.equals("ws")
        || scheme.equals("wss");
  }

  boolean hasHost() {
    return hostStart >= 0 && hostEnd > hostStart;
  }

  /** The host in lower case, without brackets and trailing dots, full-width forms folded. */
  String host() {
    if (!hasHost()) {
      return "";
    }
    String host =
        Characters.lower(Decodings.narrow(Decodings.url(text.substring(hostStart, hostEnd))));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int end = host.length();
    while (end > 0 && host.charAt(end - 1) == '.') {
      end--;
    }
    return host.substring(0, end);
  }

  /** The scheme in lower case, empty where the URL is relative. */
  String scheme() {
    int start = 0;
    while (start < schemeEnd && text.charAt(start) <= ' ') {
      start++;
    }
    return Characters.lower(text.substring(start, schemeEnd));
  }

  int hostStart() {
    return hostStart;
  }

  int hostEnd() {
    return hostEnd;
  }
}
