package dev.sekisho.policy.scope;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sekisho.policy.scope.Expression.QuantifierKind;
import dev.sekisho.policy.scope.Expression.Relation;
import dev.sekisho.policy.scope.Expression.SearchKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Resolves names and checks types. */
final class Checker {
  /** The longest regular expression accepted, in characters. */
  static final int MAXIMUM_PATTERN_LENGTH = 1000;

  /** How large counted repetitions may make a pattern in memory: {@code (x{100}){100}}. */
  static final int MAXIMUM_REPETITIONS = 10_000;

  private static final java.util.regex.Pattern COUNTED =
      java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d+))?");

  private static final List<String> FUNCTIONS =
      List.of(
          "all",
          "contains",
          "endsWith",
          "exists",
          "exists_one",
          "filter",
          "has",
          "map",
          "matches",
          "size",
          "startsWith");

  /** An expression and its type. */
  record Typed(Expression expression, Type type) {}

  private record Local(String name, Type type) {}

  private final Deque<Local> locals = new ArrayDeque<>();

  private Checker() {}

  /** Checks a whole scope, whose type must be bool. */
  static Expression check(Syntax syntax) throws ScopeError.Thrown {
    return new Checker().expect(Types.BOOL, syntax);
  }

  private Typed typed(Syntax syntax) throws ScopeError.Thrown {
    return switch (syntax) {
      case Syntax.Literal literal -> literal(literal);
      case Syntax.Name name -> name(name);
      case Syntax.Select select -> select(select);
      case Syntax.Index index -> index(index);
      case Syntax.Items items -> items(items);
      case Syntax.Call call -> call(call);
      case Syntax.Operation operation -> operation(operation);
      case Syntax.Choice choice -> choice(choice);
    };
  }

  private Expression expect(Type type, Syntax syntax) throws ScopeError.Thrown {
    Typed typed = typed(syntax);
    if (!typed.type().fits(type)) {
      throw new ScopeError.Thrown(
          syntax.start(), "scope-type", type.toString(), typed.type().toString());
    }
    return typed.expression();
  }

  private static Typed literal(Syntax.Literal literal) {
    Type type =
        switch (literal.value()) {
          case String text -> Types.TEXT;
          case Long number -> Types.INT;
          case Boolean truth -> Types.BOOL;
          default -> throw new AssertionError("literal " + literal.value().getClass());
        };
    return new Typed(new Expression.Constant(literal.value()), type);
  }

  private Typed name(Syntax.Name name) throws ScopeError.Thrown {
    int slot = locals.size();
    for (Local local : locals) { // the innermost first
      slot--;
      if (local.name().equals(name.name())) {
        return new Typed(new Expression.Variable(slot), local.type());
      }
    }
    throw unknownAttribute(name.start(), name.name());
  }

  private Typed select(Syntax.Select select) throws ScopeError.Thrown {
    Optional<String> qualified = qualifiedName(select);
    if (qualified.isPresent()) {
      Optional<Attribute> attribute = Attribute.named(qualified.get());
      if (attribute.isPresent()) {
        return new Typed(new Expression.Value(attribute.get()), attribute.get().type());
      }
      if (!(select.operand() instanceof Syntax.Select inner)
          || Attribute.named(qualifiedName(inner).orElse("")).isEmpty()) {
        throw unknownAttribute(select.start(), qualified.get());
      }
    }
    Typed operand = typed(select.operand());
    if (!(operand.type() instanceof Type.MapTo map)) {
      throw new ScopeError.Thrown(
          select.operand().end(), "scope-no-field", operand.type().toString(), select.field());
    }
    return new Typed(
        new Expression.Entry(operand.expression(), new Expression.Constant(select.field())),
        map.value());
  }

  /** The text of a chain of names with dots that does not begin at a variable. */
  private Optional<String> qualifiedName(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Name name ->
          locals.stream().anyMatch(local -> local.name().equals(name.name()))
              ? Optional.empty()
              : Optional.of(name.name());
      case Syntax.Select select ->
          qualifiedName(select.operand()).map(operand -> operand + "." + select.field());
      case Syntax.Literal other -> Optional.empty();
      case Syntax.Index other -> Optional.empty();
      case Syntax.Items other -> Optional.empty();
      case Syntax.Call other -> Optional.empty();
      case Syntax.Operation other -> Optional.empty();
      case Syntax.Choice other -> Optional.empty();
    };
  }

  private static ScopeError.Thrown unknownAttribute(int offset, String name) {
    List<String> known = java.util.Arrays.stream(Attribute.values()).map(Attribute::text).toList();
    return new ScopeError.Thrown(
        offset, "scope-unknown-attribute", name, Nearest.of(name, known).orElse(""));
  }

  private Typed index(Syntax.Index index) throws ScopeError.Thrown {
    Typed operand = typed(index.operand());
    return switch (operand.type()) {
      case Type.MapTo map ->
          new Typed(
              new Expression.Entry(operand.expression(), expect(Types.TEXT, index.index())),
              map.value());
      case Type.ListOf list ->
          new Typed(
              new Expression.Element(operand.expression(), expect(Types.INT, index.index())),
              list.element());
      case Type.Bool other -> throw noIndex(index, other);
      case Type.Int other -> throw noIndex(index, other);
      case Type.Text other -> throw noIndex(index, other);
      case Type.Any other -> throw noIndex(index, other);
    };
  }

  private static ScopeError.Thrown noIndex(Syntax.Index index, Type type) {
    return new ScopeError.Thrown(index.operand().end(), "scope-no-index", type.toString());
  }

  private Typed items(Syntax.Items items) throws ScopeError.Thrown {
    List<Expression> checked = new ArrayList<>();
    Type element = new Type.Any();
    for (Syntax item : items.items()) {
      Typed typed = typed(item);
      if (!typed.type().fits(element)) {
        throw new ScopeError.Thrown(
            item.start(), "scope-type", element.toString(), typed.type().toString());
      }
      element = element instanceof Type.Any ? typed.type() : element;
      checked.add(typed.expression());
    }
    return new Typed(new Expression.Items(List.copyOf(checked)), new Type.ListOf(element));
  }

  private Typed choice(Syntax.Choice choice) throws ScopeError.Thrown {
    Expression condition = expect(Types.BOOL, choice.condition());
    Typed then = typed(choice.then());
    Expression otherwise = expect(then.type(), choice.otherwise());
    return new Typed(new Expression.Choice(condition, then.expression(), otherwise), then.type());
  }

  private Typed operation(Syntax.Operation operation) throws ScopeError.Thrown {
    List<Syntax> operands = operation.operands();
    Syntax first = operands.getFirst();
    return switch (operation.operator()) {
      case "&&" -> new Typed(new Expression.And(allBool(operands)), Types.BOOL);
      case "||" -> new Typed(new Expression.Or(allBool(operands)), Types.BOOL);
      case "!" -> new Typed(new Expression.Not(expect(Types.BOOL, first)), Types.BOOL);
      case "in" -> membership(first, operands.getLast());
      case "+", "-", "*", "/", "%" -> arithmetic(operation);
      case "==" -> comparison(Relation.EQUAL, operands);
      case "!=" -> comparison(Relation.NOT_EQUAL, operands);
      case "<" -> comparison(Relation.LESS, operands);
      case "<=" -> comparison(Relation.LESS_OR_EQUAL, operands);
      case ">" -> comparison(Relation.GREATER, operands);
      case ">=" -> comparison(Relation.GREATER_OR_EQUAL, operands);
      default -> throw new AssertionError("operator " + operation.operator());
    };
  }

  private List<Expression> allBool(List<Syntax> operands) throws ScopeError.Thrown {
    List<Expression> checked = new ArrayList<>();
    for (Syntax operand : operands) {
      checked.add(expect(Types.BOOL, operand));
    }
    return List.copyOf(checked);
  }

  private Typed membership(Syntax value, Syntax container) throws ScopeError.Thrown {
    Typed left = typed(value);
    Typed right = typed(container);
    Type element = element(container, right.type());
    if (!left.type().fits(element)) {
      throw new ScopeError.Thrown(
          value.start(), "scope-type", element.toString(), left.type().toString());
    }
    return new Typed(new Expression.Membership(left.expression(), right.expression()), Types.BOOL);
  }

  /** The type of a list's elements or a map's keys. */
  private static Type element(Syntax container, Type type) throws ScopeError.Thrown {
    return switch (type) {
      case Type.ListOf list -> list.element();
      case Type.MapTo map -> Types.TEXT;
      case Type.Bool other -> throw noMembers(container, other);
      case Type.Int other -> throw noMembers(container, other);
      case Type.Text other -> throw noMembers(container, other);
      case Type.Any other -> throw noMembers(container, other);
    };
  }

  private static ScopeError.Thrown noMembers(Syntax container, Type type) {
    return new ScopeError.Thrown(container.start(), "scope-no-members", type.toString());
  }

  private Typed arithmetic(Syntax.Operation operation) throws ScopeError.Thrown {
    Syntax first = operation.operands().getFirst();
    char operator = operation.operator().charAt(0);
    if (operation.operands().size() == 1) {
      return new Typed(
          new Expression.Arithmetic(
              operator, new Expression.Constant(0L), expect(Types.INT, first)),
          Types.INT);
    }
    Typed left = typed(first);
    boolean adds = operator == '+';
    Type type =
        switch (left.type()) {
          case Type.Text text when adds -> text;
          case Type.ListOf list when adds -> list;
          default -> Types.INT;
        };
    if (!left.type().fits(type)) {
      throw new ScopeError.Thrown(
          first.start(), "scope-type", type.toString(), left.type().toString());
    }
    Expression right = expect(type, operation.operands().getLast());
    return new Typed(new Expression.Arithmetic(operator, left.expression(), right), type);
  }

  private Typed comparison(Relation relation, List<Syntax> operands) throws ScopeError.Thrown {
    Syntax left = operands.getFirst();
    Typed first = typed(left);
    Expression second = expect(first.type(), operands.getLast());
    boolean ordered =
        switch (relation) {
          case EQUAL, NOT_EQUAL -> false;
          case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
        };
    boolean scalar =
        switch (first.type()) {
          case Type.Bool b -> true;
          case Type.Int i -> true;
          case Type.Text t -> true;
          case Type.ListOf l -> false;
          case Type.MapTo m -> false;
          case Type.Any a -> false;
        };
    if (ordered && !scalar) {
      throw new ScopeError.Thrown(left.start(), "scope-no-order", first.type().toString());
    }
    return new Typed(new Expression.Comparison(relation, first.expression(), second), Types.BOOL);
  }

  private Typed call(Syntax.Call call) throws ScopeError.Thrown {
    return call.target().isPresent() ? method(call, call.target().get()) : function(call);
  }

  private Typed function(Syntax.Call call) throws ScopeError.Thrown {
    return switch (call.function()) {
      case "size" -> size(onlyArgument(call));
      case "has" -> has(onlyArgument(call));
      default -> throw unknownFunction(call, call.start());
    };
  }

  private Typed method(Syntax.Call call, Syntax target) throws ScopeError.Thrown {
    return switch (call.function()) {
      case "all" -> quantifier(call, target, QuantifierKind.ALL);
      case "exists" -> quantifier(call, target, QuantifierKind.EXISTS);
      case "exists_one" -> quantifier(call, target, QuantifierKind.EXISTS_ONE);
      case "filter" -> quantifier(call, target, QuantifierKind.FILTER);
      case "map" -> quantifier(call, target, QuantifierKind.MAP);
      case "startsWith" -> search(call, target, SearchKind.STARTS_WITH);
      case "endsWith" -> search(call, target, SearchKind.ENDS_WITH);
      case "contains" -> search(call, target, SearchKind.CONTAINS);
      case "matches" -> matches(call, target);
      case "size" -> {
        arguments(call, 0);
        yield size(target);
      }
      default -> throw unknownFunction(call, target.end() + 1);
    };
  }

  private static ScopeError.Thrown unknownFunction(Syntax.Call call, int offset) {
    return new ScopeError.Thrown(
        offset,
        "scope-unknown-function",
        call.function(),
        Nearest.of(call.function(), FUNCTIONS).orElse(""));
  }

  private Typed search(Syntax.Call call, Syntax target, SearchKind kind) throws ScopeError.Thrown {
    Expression part = expect(Types.TEXT, onlyArgument(call));
    return new Typed(new Expression.Search(kind, expect(Types.TEXT, target), part), Types.BOOL);
  }

  private Typed matches(Syntax.Call call, Syntax target) throws ScopeError.Thrown {
    Pattern pattern = pattern(onlyArgument(call));
    long weight = pattern.pattern().length() * repetitions(pattern.pattern());
    return new Typed(
        new Expression.Matches(expect(Types.TEXT, target), pattern, weight), Types.BOOL);
  }

  private static Syntax onlyArgument(Syntax.Call call) throws ScopeError.Thrown {
    arguments(call, 1);
    return call.arguments().getFirst();
  }

  private static void arguments(Syntax.Call call, int expected) throws ScopeError.Thrown {
    if (call.arguments().size() != expected) {
      throw new ScopeError.Thrown(
          call.start(),
          "scope-arguments",
          call.function(),
          String.valueOf(expected),
          String.valueOf(call.arguments().size()));
    }
  }

  private Typed has(Syntax argument) throws ScopeError.Thrown {
    if (!(argument instanceof Syntax.Select)) {
      throw new ScopeError.Thrown(argument.start(), "scope-has");
    }
    return new Typed(new Expression.Has(typed(argument).expression()), Types.BOOL);
  }

  private Typed size(Syntax of) throws ScopeError.Thrown {
    Typed typed = typed(of);
    boolean sized =
        switch (typed.type()) {
          case Type.Text t -> true;
          case Type.ListOf l -> true;
          case Type.MapTo m -> true;
          case Type.Bool b -> false;
          case Type.Int i -> false;
          case Type.Any a -> false;
        };
    if (!sized) {
      throw new ScopeError.Thrown(of.start(), "scope-no-size", typed.type().toString());
    }
    return new Typed(new Expression.Size(typed.expression()), Types.INT);
  }

  private static Pattern pattern(Syntax argument) throws ScopeError.Thrown {
    if (!(argument instanceof Syntax.Literal literal)
        || !(literal.value() instanceof String text)) {
      throw new ScopeError.Thrown(argument.start(), "scope-pattern-literal");
    }
    if (text.length() > MAXIMUM_PATTERN_LENGTH) {
      throw new ScopeError.Thrown(
          argument.start(), "scope-pattern-long", String.valueOf(MAXIMUM_PATTERN_LENGTH));
    }
    if (repetitions(text) > MAXIMUM_REPETITIONS) {
      throw new ScopeError.Thrown(
          argument.start(), "scope-pattern-repeats", String.valueOf(MAXIMUM_REPETITIONS));
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException bad) {
      throw new ScopeError.Thrown(argument.start(), "scope-pattern", text, bad.getDescription());
    }
  }

  /** An upper bound of how often counted repetitions make a part of the pattern appear. */
  static long repetitions(String pattern) {
    long product = 1;
    Matcher count = COUNTED.matcher(pattern);
    while (count.find() && product <= MAXIMUM_REPETITIONS) {
      String highest = count.group(2) == null ? count.group(1) : count.group(2);
      product *=
          highest.length() > 4 ? MAXIMUM_REPETITIONS + 1 : Math.max(1, Integer.parseInt(highest));
    }
    return product;
  }

  private Typed quantifier(Syntax.Call call, Syntax target, QuantifierKind kind)
      throws ScopeError.Thrown {
    boolean filtered = kind == QuantifierKind.MAP && call.arguments().size() == 3;
    if (!filtered) {
      arguments(call, 2);
    }
    if (!(call.arguments().getFirst() instanceof Syntax.Name variable)) {
      throw new ScopeError.Thrown(
          call.arguments().getFirst().start(), "scope-variable", call.function());
    }
    Typed range = typed(target);
    Type element = element(target, range.type());
    int slot = locals.size();
    locals.push(new Local(variable.name(), element));
    Optional<Expression> condition =
        filtered ? Optional.of(expect(Types.BOOL, call.arguments().get(1))) : Optional.empty();
    Typed body = typed(call.arguments().getLast());
    if (kind != QuantifierKind.MAP && !body.type().fits(Types.BOOL)) {
      throw new ScopeError.Thrown(
          call.arguments().getLast().start(), "scope-type", "bool", body.type().toString());
    }
    locals.pop();
    Type type =
        switch (kind) {
          case ALL, EXISTS, EXISTS_ONE -> Types.BOOL;
          case FILTER -> new Type.ListOf(element);
          case MAP -> new Type.ListOf(body.type());
        };
    return new Typed(
        new Expression.Quantifier(kind, range.expression(), slot, condition, body.expression()),
        type);
  }
}
