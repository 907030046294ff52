package dev.sekisho.policy.scope;

import dev.sekisho.policy.scope.Lexer.Kind;
import dev.sekisho.policy.scope.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the text of a scope by CEL's grammar, by recursive descent of bounded depth. */
final class Parser {
  /** The longest text accepted, in characters. */
  static final int MAXIMUM_LENGTH = 20_000;

  /** How deep brackets, calls and choices may nest, and how long a chain of dots may be. */
  static final int MAXIMUM_DEPTH = 50;

  private static final Set<String> RELATIONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> ADDITIONS = Set.of("+", "-");
  private static final Set<String> MULTIPLICATIONS = Set.of("*", "/", "%");

  /** CEL keeps these for embedding languages; as fields after a dot they are ordinary names. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while",
          "null",
          "in");

  private final List<Token> tokens;
  private int next;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Syntax parse(String text) throws ScopeError.Thrown {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new ScopeError.Thrown(
          MAXIMUM_LENGTH,
          "scope-too-long",
          String.valueOf(text.length()),
          String.valueOf(MAXIMUM_LENGTH));
    }
    Parser parser = new Parser(Lexer.tokens(text));
    Syntax whole = parser.expression();
    if (parser.peek().kind() != Kind.END) {
      throw new ScopeError.Thrown(parser.peek().start(), "scope-rest", parser.peek().text());
    }
    return whole;
  }

  private Syntax expression() throws ScopeError.Thrown {
    enter();
    Syntax condition = or();
    if (!accept("?")) {
      depth--;
      return condition;
    }
    Syntax then = or();
    expect(":");
    Syntax otherwise = expression();
    depth--;
    return new Syntax.Choice(condition.start(), otherwise.end(), condition, then, otherwise);
  }

  private Syntax or() throws ScopeError.Thrown {
    List<Syntax> operands = new ArrayList<>(List.of(and()));
    while (accept("||")) {
      operands.add(and());
    }
    return chain("||", operands);
  }

  private Syntax and() throws ScopeError.Thrown {
    List<Syntax> operands = new ArrayList<>(List.of(relation()));
    while (accept("&&")) {
      operands.add(relation());
    }
    return chain("&&", operands);
  }

  private static Syntax chain(String operator, List<Syntax> operands) {
    return operands.size() == 1
        ? operands.getFirst()
        : new Syntax.Operation(
            operands.getFirst().start(), operands.getLast().end(), operator, operands);
  }

  private Syntax relation() throws ScopeError.Thrown {
    Syntax left = addition();
    int before = depth;
    while (isSymbolOf(RELATIONS) || isName("in")) {
      enter();
      String operator = take().text();
      left = binary(operator, left, addition());
    }
    depth = before;
    return left;
  }

  private Syntax addition() throws ScopeError.Thrown {
    Syntax left = multiplication();
    int before = depth;
    while (isSymbolOf(ADDITIONS)) {
      enter();
      String operator = take().text();
      left = binary(operator, left, multiplication());
    }
    depth = before;
    return left;
  }

  private Syntax multiplication() throws ScopeError.Thrown {
    Syntax left = unary();
    int before = depth;
    while (isSymbolOf(MULTIPLICATIONS)) {
      enter();
      String operator = take().text();
      left = binary(operator, left, unary());
    }
    depth = before;
    return left;
  }

  private static Syntax binary(String operator, Syntax left, Syntax right) {
    return new Syntax.Operation(left.start(), right.end(), operator, List.of(left, right));
  }

  private Syntax unary() throws ScopeError.Thrown {
    Token token = peek();
    if (!token.is("!") && !token.is("-")) {
      return member();
    }
    enter();
    take();
    if (token.is("-") && peek().kind() == Kind.NUMBER) {
      Token number = take();
      depth--;
      Syntax literal =
          new Syntax.Literal(token.start(), number.end(), number("-" + number.text(), token));
      return members(literal);
    }
    Syntax operand = unary();
    depth--;
    return new Syntax.Operation(token.start(), operand.end(), token.text(), List.of(operand));
  }

  private Syntax member() throws ScopeError.Thrown {
    return members(primary());
  }

  private Syntax members(Syntax first) throws ScopeError.Thrown {
    Syntax operand = first;
    int before = depth;
    while (true) {
      if (accept(".")) {
        enter();
        Token field = take();
        if (field.kind() != Kind.NAME || field.text().equals("in")) {
          throw unexpectedOperand(field);
        }
        operand =
            peek().is("(")
                ? call(operand.start(), Optional.of(operand), field.text())
                : new Syntax.Select(operand.start(), field.end(), operand, field.text());
      } else if (accept("[")) {
        enter();
        Syntax index = expression();
        operand = new Syntax.Index(operand.start(), expect("]").end(), operand, index);
      } else {
        depth = before;
        return operand;
      }
    }
  }

  private Syntax call(int start, Optional<Syntax> target, String function)
      throws ScopeError.Thrown {
    expect("(");
    List<Syntax> arguments = list(")");
    return new Syntax.Call(start, previousEnd(), target, function, arguments);
  }

  private List<Syntax> list(String close) throws ScopeError.Thrown {
    List<Syntax> items = new ArrayList<>();
    if (accept(close)) {
      return items;
    }
    do {
      if (close.equals("]") && peek().is("]")) {
        break; // a trailing comma
      }
      items.add(expression());
    } while (accept(","));
    expect(close);
    return items;
  }

  private Syntax primary() throws ScopeError.Thrown {
    Token token = take();
    return switch (token.kind()) {
      case TEXT -> new Syntax.Literal(token.start(), token.end(), token.text());
      case NUMBER -> new Syntax.Literal(token.start(), token.end(), number(token.text(), token));
      case NAME -> name(token);
      case SYMBOL -> bracket(token);
      case END -> throw unexpectedOperand(token);
    };
  }

  private Syntax name(Token token) throws ScopeError.Thrown {
    String name = token.text();
    if (name.equals("true") || name.equals("false")) {
      return new Syntax.Literal(token.start(), token.end(), Boolean.valueOf(name));
    }
    if (RESERVED.contains(name)) {
      throw new ScopeError.Thrown(token.start(), "scope-reserved", name);
    }
    return peek().is("(")
        ? call(token.start(), Optional.empty(), name)
        : new Syntax.Name(token.start(), token.end(), name);
  }

  private Syntax bracket(Token token) throws ScopeError.Thrown {
    return switch (token.text()) {
      case "(" -> {
        Syntax inner = expression();
        expect(")");
        yield inner;
      }
      case "[" -> {
        List<Syntax> items = list("]");
        yield new Syntax.Items(token.start(), previousEnd(), items);
      }
      case "{" -> throw new ScopeError.Thrown(token.start(), "scope-unsupported", "{ }");
      default -> throw unexpectedOperand(token);
    };
  }

  private static Long number(String digits, Token at) throws ScopeError.Thrown {
    try {
      return Long.decode(
          digits.matches("-?0[0-9]+") ? digits.replaceFirst("0+(?=[0-9])", "") : digits);
    } catch (NumberFormatException tooLarge) {
      throw new ScopeError.Thrown(at.start(), "scope-number", digits);
    }
  }

  private void enter() throws ScopeError.Thrown {
    if (++depth > MAXIMUM_DEPTH) {
      throw new ScopeError.Thrown(peek().start(), "scope-too-deep", String.valueOf(MAXIMUM_DEPTH));
    }
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    next += token.kind() == Kind.END ? 0 : 1;
    return token;
  }

  private int previousEnd() {
    return tokens.get(next - 1).end();
  }

  private boolean accept(String symbol) {
    boolean found = peek().is(symbol);
    next += found ? 1 : 0;
    return found;
  }

  private Token expect(String symbol) throws ScopeError.Thrown {
    if (!peek().is(symbol)) {
      throw unexpected(symbol);
    }
    return take();
  }

  private boolean isSymbolOf(Set<String> symbols) {
    return peek().kind() == Kind.SYMBOL && symbols.contains(peek().text());
  }

  private boolean isName(String name) {
    return peek().kind() == Kind.NAME && peek().text().equals(name);
  }

  private ScopeError.Thrown unexpected(String expected) {
    Token found = peek();
    return found.kind() == Kind.END
        ? new ScopeError.Thrown(found.start(), "scope-incomplete", expected)
        : new ScopeError.Thrown(found.start(), "scope-syntax", found.text(), expected);
  }

  private static ScopeError.Thrown unexpectedOperand(Token found) {
    return found.kind() == Kind.END
        ? new ScopeError.Thrown(found.start(), "scope-ends")
        : new ScopeError.Thrown(found.start(), "scope-operand", found.text());
  }
}
