package dev.sekisho.policy.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits the text of a scope into tokens, by CEL's lexical rules. */
final class Lexer {
  enum Kind {
    NAME,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  /**
   * A token.
   *
   * @param text the name, the symbol, the digits, or what a string literal stands for
   */
  record Token(Kind kind, int start, int end, String text) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  private static final Set<String> TWO_CHARACTERS = Set.of("&&", "||", "==", "!=", "<=", ">=");
  private static final String ONE_CHARACTER = "!<>+-*/%?:.,()[]{}";

  private final String text;
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  static List<Token> tokens(String text) throws ScopeError.Thrown {
    Lexer lexer = new Lexer(text);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return tokens;
  }

  private Token next() throws ScopeError.Thrown {
    skipSpaceAndComments();
    int start = at;
    if (at == text.length()) {
      return new Token(Kind.END, start, start, "");
    }
    char c = text.charAt(at);
    if (isQuote(c) || (isRawMark(c) && at + 1 < text.length() && isQuote(text.charAt(at + 1)))) {
      return literal(start);
    }
    if (isNameStart(c)) {
      return name(start);
    }
    if (c >= '0' && c <= '9') {
      return number(start);
    }
    if (at + 2 <= text.length() && TWO_CHARACTERS.contains(text.substring(at, at + 2))) {
      at += 2;
    } else if (ONE_CHARACTER.indexOf(c) >= 0) {
      at++;
    } else {
      throw new ScopeError.Thrown(
          start, "scope-character", new String(Character.toChars(text.codePointAt(at))));
    }
    return new Token(Kind.SYMBOL, start, at, text.substring(start, at));
  }

  private void skipSpaceAndComments() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        at++;
      } else if (text.startsWith("//", at)) {
        int line = text.indexOf('\n', at);
        at = line < 0 ? text.length() : line;
      } else {
        return;
      }
    }
  }

  private Token name(int start) throws ScopeError.Thrown {
    while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    String name = text.substring(start, at);
    if (at < text.length() && isQuote(text.charAt(at))) {
      throw new ScopeError.Thrown(start, "scope-unsupported", name + "\"…\"");
    }
    return new Token(Kind.NAME, start, at, name);
  }

  private Token number(int start) throws ScopeError.Thrown {
    boolean hexadecimal = text.startsWith("0x", at) || text.startsWith("0X", at);
    at += hexadecimal ? 2 : 0;
    while (at < text.length()
        && (isDigit(text.charAt(at))
            || (hexadecimal && Character.digit(text.charAt(at), 16) >= 0))) {
      at++;
    }
    boolean fraction =
        at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1));
    if (fraction
        || (at < text.length() && isNameStart(text.charAt(at)))
        || text.startsWith("0x", at)) {
      throw new ScopeError.Thrown(start, "scope-number", text.substring(start, at));
    }
    return new Token(Kind.NUMBER, start, at, text.substring(start, at));
  }

  private Token literal(int start) throws ScopeError.Thrown {
    boolean raw = isRawMark(text.charAt(at));
    at += raw ? 1 : 0;
    String quote = text.substring(at, at + 1);
    if (text.startsWith(quote.repeat(3), at)) {
      quote = quote.repeat(3);
    }
    at += quote.length();
    StringBuilder value = new StringBuilder();
    while (!text.startsWith(quote, at)) {
      if (at == text.length() || (quote.length() == 1 && isLineBreak(text.charAt(at)))) {
        throw new ScopeError.Thrown(start, "scope-unclosed", quote);
      }
      if (text.charAt(at) == '\\' && !raw) {
        escape(value);
      } else {
        if (raw && text.charAt(at) == '\\' && at + 1 < text.length()) {
          value.append(text.charAt(at++));
        }
        value.append(text.charAt(at++));
      }
    }
    at += quote.length();
    return new Token(Kind.TEXT, start, at, value.toString());
  }

  private void escape(StringBuilder value) throws ScopeError.Thrown {
    int start = at++;
    char c = at < text.length() ? text.charAt(at++) : ' ';
    switch (c) {
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'v' -> value.append('\u000b');
      case '\\', '\'', '"', '`', '?' -> value.append(c);
      case 'x', 'X' -> codePoint(value, start, 2, 16);
      case 'u' -> codePoint(value, start, 4, 16);
      case 'U' -> codePoint(value, start, 8, 16);
      case '0', '1', '2', '3' -> {
        at--;
        codePoint(value, start, 3, 8);
      }
      default -> throw new ScopeError.Thrown(start, "scope-escape", "\\" + c);
    }
  }

  private void codePoint(StringBuilder value, int start, int digits, int radix)
      throws ScopeError.Thrown {
    int end = Math.min(at + digits, text.length());
    long code = 0;
    for (int i = at; i < end; i++) {
      int digit = Character.digit(text.charAt(i), radix);
      code = digit < 0 || code < 0 ? -1 : code * radix + digit;
    }
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    if (end - at < digits || code < 0 || code > Character.MAX_CODE_POINT || surrogate) {
      throw new ScopeError.Thrown(start, "scope-escape", text.substring(start, end));
    }
    value.appendCodePoint((int) code);
    at = end;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isRawMark(char c) {
    return c == 'r' || c == 'R';
  }

  private static boolean isLineBreak(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
