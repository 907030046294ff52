package dev.sekisho.scan.version;

import java.util.List;

/**
 * {@code number(.number)*letter?(_suffix number?)*(~hash)?(-rnumber)?}.
 *
 * @see <a
 *     href="https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/v2.14.4/doc/apk-package.5.scd">
 *     apk-package(5)</a>
 */
final class ApkVersion {
  /** Older than the plain version, oldest first. */
  private static final List<String> BEFORE = List.of("alpha", "beta", "pre", "rc");

  /** Newer than the plain version. */
  private static final List<String> AFTER = List.of("cvs", "svn", "git", "hg", "p");

  /** What a token is; where two versions part in kind, the later kind is the older version. */
  private enum Kind {
    ZEROS_OR_NUMBER,
    NUMBER,
    LETTER,
    SUFFIX,
    SUFFIX_NUMBER,
    REVISION,
    END
  }

  private final String text;
  private int at;
  private Kind kind = Kind.NUMBER;

  private ApkVersion(String text) {
    // A commit's hash says nothing about order.
    this.text = text.replaceFirst("~[0-9a-f]+", "");
  }

  static int compare(String left, String right) throws MalformedVersionException {
    check(left);
    check(right);
    ApkVersion a = new ApkVersion(left);
    ApkVersion b = new ApkVersion(right);
    long x = 0;
    long y = 0;
    while (a.kind == b.kind && a.kind != Kind.END && x == y) {
      x = a.token();
      y = b.token();
    }
    if (x != y) return Long.compare(x, y);
    Kind first = a.kind;
    Kind second = b.kind;
    if (first == second) return 0;
    if (first == Kind.SUFFIX && a.token() < 0) return -1;
    if (second == Kind.SUFFIX && b.token() < 0) return 1;
    return second.compareTo(first);
  }

  private static void check(String text) throws MalformedVersionException {
    ApkVersion version = new ApkVersion(text);
    if (version.text.isEmpty() || !Digits.isDigit(version.text.charAt(0))) {
      throw version.malformed();
    }
    while (version.kind != Kind.END) version.token();
  }

  private MalformedVersionException malformed() {
    return new MalformedVersionException(
        text, "number(.number)*letter?(_suffix)*(-rnumber)? of apk");
  }

  /** The value of the token at hand; afterwards {@link #kind} is that of the next. */
  private long token() throws MalformedVersionException {
    if (at >= text.length()) {
      kind = Kind.END;
      return 0;
    }
    Kind here = kind;
    long value = 0;
    boolean zeros = false;
    switch (here) {
      case ZEROS_OR_NUMBER -> {
        if (text.charAt(at) == '0') {
          // Leading zeros make a fraction: 1.01 is older than 1.1.
          while (at < text.length() && text.charAt(at) == '0') {
            at++;
            value--;
          }
          zeros = true;
        } else {
          value = number();
        }
      }
      case NUMBER, SUFFIX_NUMBER, REVISION -> value = number();
      case LETTER -> value = text.charAt(at++);
      case SUFFIX -> value = suffix();
      case END -> throw new AssertionError("no token behind the end");
    }
    if (at >= text.length()) {
      kind = Kind.END;
    } else if (zeros && Digits.isDigit(text.charAt(at))) {
      kind = Kind.NUMBER;
    } else {
      kind = next(zeros ? Kind.NUMBER : here);
    }
    return value;
  }

  private long number() throws MalformedVersionException {
    int from = at;
    long value = 0;
    while (at < text.length() && Digits.isDigit(text.charAt(at))) {
      // A number that long is compared no more: the largest stands for it.
      value =
          value > Long.MAX_VALUE / 20
              ? Long.MAX_VALUE / 20
              : value * 10L + (text.charAt(at) - (long) '0');
      at++;
    }
    if (at == from) throw malformed();
    return value;
  }

  private long suffix() throws MalformedVersionException {
    int end = at;
    while (end < text.length() && Character.isLowerCase(text.charAt(end))) end++;
    String name = text.substring(at, end);
    at = end;
    if (BEFORE.contains(name)) return BEFORE.indexOf(name) - (long) BEFORE.size();
    if (AFTER.contains(name)) return AFTER.indexOf(name);
    throw malformed();
  }

  private Kind next(Kind here) throws MalformedVersionException {
    char c = text.charAt(at);
    Kind next;
    if ((here == Kind.NUMBER || here == Kind.ZEROS_OR_NUMBER) && c >= 'a' && c <= 'z') {
      next = Kind.LETTER;
    } else if (here == Kind.SUFFIX && Digits.isDigit(c)) {
      next = Kind.SUFFIX_NUMBER;
    } else if (c == '.') {
      at++;
      next = Kind.ZEROS_OR_NUMBER;
    } else if (c == '_') {
      at++;
      next = Kind.SUFFIX;
    } else if (c == '-' && at + 1 < text.length() && text.charAt(at + 1) == 'r') {
      at += 2;
      next = Kind.REVISION;
    } else {
      throw malformed();
    }
    boolean back =
        next.compareTo(here) < 0
            && !(next == Kind.ZEROS_OR_NUMBER && here == Kind.NUMBER)
            && !(next == Kind.SUFFIX && here == Kind.SUFFIX_NUMBER);
    if (back || at >= text.length()) throw malformed();
    return next;
  }
}
