package dev.sekisho.scan.secret;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Expressions in the syntax of Go (RE2), which rule files are written in, as Java understands them.
 * They look at bytes: a character is one byte.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2 syntax</a>
 */
final class GoExpression {
  private final String source;
  private final StringBuilder out = new StringBuilder();
  private final boolean multiline;
  private int at;

  private GoExpression(String source) {
    this.source = source;
    this.multiline = source.matches("(?s).*\\(\\?[isU]*m[isU]*(-[imsU]+)?[:)].*");
  }

  /**
   * Translates an expression.
   *
   * @throws IllegalArgumentException if it is none, or uses what Java cannot do; says where
   */
  static String translate(String source) {
    return new GoExpression(source).run();
  }

  /** The same, ready for use. */
  static Pattern compile(String source) {
    return compiled(translate(source), source);
  }

  static Pattern compiled(String translated, String source) {
    try {
      return Pattern.compile(translated, Pattern.UNIX_LINES);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the expression " + source + " cannot be used: " + e.getDescription(), e);
    }
  }

  private String run() {
    while (at < source.length()) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '(' -> group();
        case '$' -> {
          out.append(multiline ? "$" : "\\z");
          at++;
        }
        case '{' -> brace();
        default -> {
          out.append(c);
          at++;
        }
      }
    }
    return out.toString();
  }

  private void escape(boolean inClass) {
    if (at + 1 >= source.length()) {
      throw wrong("ends in a backslash");
    }
    char next = source.charAt(at + 1);
    switch (next) {
      case 'C' -> throw wrong("uses \\C, which is not known here");
      case 'z' -> out.append("\\z");
      case 'Q' -> {
        int end = source.indexOf("\\E", at + 2);
        String literal = source.substring(at + 2, end < 0 ? source.length() : end);
        literal.chars().forEach(c -> literal((char) c));
        at = end < 0 ? source.length() : end + 2;
        return;
      }
      default -> {
        if (next == '`' || next == '_' || (next == '<' && !inClass)) {
          out.append(next);
        } else {
          out.append('\\').append(next);
        }
      }
    }
    at += 2;
  }

  private void literal(char c) {
    if (!Character.isLetterOrDigit(c) && c < 0x80) {
      out.append('\\');
    }
    out.append(c);
  }

  private void characterClass() {
    out.append('[');
    at++;
    if (at < source.length() && source.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    boolean first = true;
    while (at < source.length() && (first || source.charAt(at) != ']')) {
      char c = source.charAt(at);
      if (source.startsWith("[:", at)) {
        int end = source.indexOf(":]", at);
        if (end < 0) {
          throw wrong("has '[:' without ':]'");
        }
        posix(source.substring(at + 2, end));
        at = end + 2;
      } else if (c == '\\') {
        escape(true);
      } else {
        // Java gives these a meaning of its own inside of a class.
        if (c == '[' || c == '&' || (first && c == ']')) {
          out.append('\\');
        }
        out.append(c);
        at++;
      }
      first = false;
    }
    if (at >= source.length()) {
      throw wrong("has '[' without ']'");
    }
    out.append(']');
    at++;
  }

  private void posix(String name) {
    boolean not = name.startsWith("^");
    String java =
        switch (not ? name.substring(1) : name) {
          case "alnum" -> "Alnum";
          case "alpha" -> "Alpha";
          case "ascii" -> "ASCII";
          case "blank" -> "Blank";
          case "cntrl" -> "Cntrl";
          case "digit" -> "Digit";
          case "graph" -> "Graph";
          case "lower" -> "Lower";
          case "print" -> "Print";
          case "punct" -> "Punct";
          case "space" -> "Space";
          case "upper" -> "Upper";
          case "xdigit" -> "XDigit";
          case "word" -> "";
          default -> throw wrong("names the class " + name + ", which is not known");
        };
    if (java.isEmpty()) {
      out.append(not ? "\\W" : "\\w");
    } else {
      out.append(not ? "\\P{" : "\\p{").append(java).append('}');
    }
  }

  private void group() {
    if (source.startsWith("(?P<", at)) {
      out.append("(?<");
      at += 4;
      // Go allows an underscore in names, Java does not.
      while (at < source.length() && source.charAt(at) != '>') {
        char c = source.charAt(at++);
        if (c != '_') {
          out.append(c);
        }
      }
      return;
    }
    if (source.startsWith("(?", at) && !source.startsWith("(?<", at)) {
      int end = at + 2;
      while (end < source.length() && source.charAt(end) != ')' && source.charAt(end) != ':') {
        end++;
      }
      String flags = source.substring(at + 2, end);
      if (flags.contains("U")) {
        throw wrong("uses the flag U, which is not known here");
      }
      if (!flags.matches("[ims]*(-[ims]+)?")) {
        throw wrong("has a group that Go does not know: (?" + flags);
      }
      out.append("(?").append(flags);
      at = end;
      return;
    }
    out.append('(');
    at++;
  }

  /** What is no count is itself in Go. */
  private void brace() {
    int end = source.indexOf('}', at);
    if (end > 0 && source.substring(at, end + 1).matches("\\{[0-9]+(,[0-9]*)?}")) {
      out.append(source, at, end + 1);
      at = end + 1;
    } else {
      out.append("\\{");
      at++;
    }
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("the expression " + source + " " + why);
  }
}
