package dev.sekisho.policy.scope;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A scope with names resolved and types checked: what {@link Evaluation} walks. */
sealed interface Expression {
  record Constant(Object value) implements Expression {}

  record Value(Attribute attribute) implements Expression {}

  /** The variable of a surrounding {@link Quantifier}. */
  record Variable(int slot) implements Expression {}

  record Items(List<Expression> items) implements Expression {}

  /** The value of a map under a key: absent if the map has no such key. */
  record Entry(Expression map, Expression key) implements Expression {}

  record Element(Expression list, Expression index) implements Expression {}

  /** Whether the value is there. */
  record Has(Expression value) implements Expression {}

  record And(List<Expression> operands) implements Expression {}

  record Or(List<Expression> operands) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record Choice(Expression condition, Expression then, Expression otherwise)
      implements Expression {}

  record Comparison(Relation relation, Expression left, Expression right) implements Expression {}

  enum Relation {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /** Whether a list holds a value or a map a key. */
  record Membership(Expression value, Expression container) implements Expression {}

  record Arithmetic(char operator, Expression left, Expression right) implements Expression {}

  record Search(SearchKind kind, Expression text, Expression part) implements Expression {}

  enum SearchKind {
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS
  }

  /**
   * Whether a text holds a match of a regular expression.
   *
   * @param weight the size of the compiled pattern, at most: what each character of text costs
   */
  record Matches(Expression text, Pattern pattern, long weight) implements Expression {}

  record Size(Expression value) implements Expression {}

  /**
   * A macro over the elements of a list or the keys of a map.
   *
   * @param condition for {@code map} the filter, if it has one
   * @param body the predicate; for {@code map} the new element
   */
  record Quantifier(
      QuantifierKind kind,
      Expression range,
      int slot,
      Optional<Expression> condition,
      Expression body)
      implements Expression {}

  enum QuantifierKind {
    ALL,
    EXISTS,
    EXISTS_ONE,
    FILTER,
    MAP
  }

  /** The parts that it is made of. */
  default List<Expression> children() {
    return switch (this) {
      case Constant e -> List.of();
      case Value e -> List.of();
      case Variable e -> List.of();
      case Items e -> e.items();
      case Entry e -> List.of(e.map(), e.key());
      case Element e -> List.of(e.list(), e.index());
      case Has e -> List.of(e.value());
      case And e -> e.operands();
      case Or e -> e.operands();
      case Not e -> List.of(e.operand());
      case Choice e -> List.of(e.condition(), e.then(), e.otherwise());
      case Comparison e -> List.of(e.left(), e.right());
      case Membership e -> List.of(e.value(), e.container());
      case Arithmetic e -> List.of(e.left(), e.right());
      case Search e -> List.of(e.text(), e.part());
      case Matches e -> List.of(e.text());
      case Size e -> List.of(e.value());
      case Quantifier e ->
          Stream.concat(Stream.of(e.range(), e.body()), e.condition().stream()).toList();
    };
  }

  /** It and all parts of its parts. */
  default Stream<Expression> all() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(Expression::all));
  }
}
