package dev.sekisho.policy.scope;

import dev.sekisho.model.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of one scope for one workload. What is absent makes comparisons false; what is
 * unknown, and errors (overflow, division by zero, an index outside a list), make the answer
 * unknown unless {@code &&}, {@code ||} or a macro is decided without it.
 *
 * <p>Every step and every character looked at costs; past the budget the answer is unknown.
 */
final class Evaluation {
  /** About a millisecond. */
  static final int BUDGET = 50_000;

  private final Workload workload;
  private final Object[] slots = new Object[Parser.MAXIMUM_DEPTH + 1];
  private long budget = BUDGET;

  private Evaluation(Workload workload) {
    this.workload = workload;
  }

  static Truth of(Expression expression, Workload workload) {
    Evaluation evaluation = new Evaluation(workload);
    Object value = evaluation.value(expression);
    if (evaluation.budget < 0) {
      return Truth.UNKNOWN;
    }
    return switch (value) {
      case Boolean truth -> truth ? Truth.TRUE : Truth.FALSE;
      case Missing.ABSENT -> Truth.FALSE;
      default -> Truth.UNKNOWN;
    };
  }

  private Object value(Expression expression) {
    if (--budget < 0) {
      return Missing.UNKNOWN;
    }
    return switch (expression) {
      case Expression.Constant constant -> constant.value();
      case Expression.Value value -> value.attribute().value(workload);
      case Expression.Variable variable -> slots[variable.slot()];
      case Expression.Items items -> items(items);
      case Expression.Entry entry -> entry(entry);
      case Expression.Element element -> element(element);
      case Expression.Has has -> has(value(has.value()));
      case Expression.And and -> chain(and.operands(), false);
      case Expression.Or or -> chain(or.operands(), true);
      case Expression.Not not -> not(value(not.operand()));
      case Expression.Choice choice -> choice(choice);
      case Expression.Comparison comparison -> comparison(comparison);
      case Expression.Membership membership -> membership(membership);
      case Expression.Arithmetic arithmetic -> arithmetic(arithmetic);
      case Expression.Search search -> search(search);
      case Expression.Matches matches -> matches(matches);
      case Expression.Size size -> size(value(size.value()));
      case Expression.Quantifier quantifier -> quantifier(quantifier);
    };
  }

  private Object items(Expression.Items items) {
    List<Object> values = new ArrayList<>(items.items().size());
    for (Expression item : items.items()) {
      values.add(value(item));
    }
    Missing missing = missing(values.toArray());
    return missing == null ? values : missing;
  }

  private Object entry(Expression.Entry entry) {
    Object map = value(entry.map());
    Object key = value(entry.key());
    Missing missing = missing(map, key);
    if (missing != null) {
      return missing;
    }
    Object found = ((Map<?, ?>) map).get(key);
    return found == null ? Missing.ABSENT : found;
  }

  private Object element(Expression.Element element) {
    Object list = value(element.list());
    Object index = value(element.index());
    Missing missing = missing(list, index);
    if (missing != null) {
      return missing;
    }
    long at = (Long) index;
    List<?> values = (List<?>) list;
    return at < 0 || at >= values.size() ? Missing.UNKNOWN : values.get((int) at);
  }

  private static Object has(Object value) {
    return value instanceof Missing missing ? (missing == Missing.ABSENT ? false : missing) : true;
  }

  /** {@code &&} (decided by false) and {@code ||} (decided by true). */
  private Object chain(List<Expression> operands, boolean decides) {
    boolean known = true;
    for (Expression operand : operands) {
      Object value = truth(value(operand));
      if (value.equals(decides)) {
        return decides;
      }
      known &= value instanceof Boolean;
    }
    return known ? (Object) !decides : Missing.UNKNOWN;
  }

  /** What is absent is false where a truth is needed. */
  private static Object truth(Object value) {
    return value == Missing.ABSENT ? (Object) false : value;
  }

  private static Object not(Object value) {
    return truth(value) instanceof Boolean known ? (Object) !known : Missing.UNKNOWN;
  }

  private Object choice(Expression.Choice choice) {
    return truth(value(choice.condition())) instanceof Boolean condition
        ? value(condition ? choice.then() : choice.otherwise())
        : Missing.UNKNOWN;
  }

  private Object comparison(Expression.Comparison comparison) {
    Object left = value(comparison.left());
    Object right = value(comparison.right());
    Missing missing = missing(left, right);
    if (missing != null) {
      return truth(missing);
    }
    budget -= cost(left);
    return switch (comparison.relation()) {
      case EQUAL -> left.equals(right);
      case NOT_EQUAL -> !left.equals(right);
      case LESS -> order(left, right) < 0;
      case LESS_OR_EQUAL -> order(left, right) <= 0;
      case GREATER -> order(left, right) > 0;
      case GREATER_OR_EQUAL -> order(left, right) >= 0;
    };
  }

  private static int order(Object left, Object right) {
    return switch (left) {
      case String text -> byCodePoints(text, (String) right);
      case Long number -> number.compareTo((Long) right);
      case Boolean truth -> truth.compareTo((Boolean) right);
      default -> throw new AssertionError("no order of " + left.getClass());
    };
  }

  /** CEL orders strings by code points, Java by UTF-16 units. */
  private static int byCodePoints(String a, String b) {
    int i = 0;
    while (i < a.length() && i < b.length()) {
      int x = a.codePointAt(i);
      int y = b.codePointAt(i);
      if (x != y) {
        return Integer.compare(x, y);
      }
      i += Character.charCount(x);
    }
    return Integer.compare(a.length(), b.length());
  }

  private Object membership(Expression.Membership membership) {
    Object element = value(membership.value());
    Object container = value(membership.container());
    Missing missing = missing(element, container);
    if (missing != null) {
      return truth(missing);
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(element);
    }
    List<?> list = (List<?>) container;
    budget -= list.size();
    return list.contains(element);
  }

  private Object arithmetic(Expression.Arithmetic arithmetic) {
    Object left = value(arithmetic.left());
    Object right = value(arithmetic.right());
    Missing missing = missing(left, right);
    if (missing != null) {
      return missing;
    }
    budget -= cost(left) + cost(right);
    if (budget < 0) {
      return Missing.UNKNOWN;
    }
    return switch (left) {
      case String text -> text.concat((String) right);
      case List<?> list -> concatenation(list, (List<?>) right);
      case Long number -> arithmetic(arithmetic.operator(), number, (Long) right);
      default -> throw new AssertionError("no arithmetic of " + left.getClass());
    };
  }

  private static Object concatenation(List<?> left, List<?> right) {
    List<Object> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  private static Object arithmetic(char operator, long left, long right) {
    try {
      return switch (operator) {
        case '+' -> Math.addExact(left, right);
        case '-' -> Math.subtractExact(left, right);
        case '*' -> Math.multiplyExact(left, right);
        case '/' -> Math.divideExact(left, right);
        case '%' -> left == Long.MIN_VALUE && right == -1 ? (Object) Missing.UNKNOWN : left % right;
        default -> throw new AssertionError("operator " + operator);
      };
    } catch (ArithmeticException overflowOrZero) {
      return Missing.UNKNOWN; // as CEL: an error, which the scope's third value stands for
    }
  }

  private Object search(Expression.Search search) {
    Object text = value(search.text());
    Object part = value(search.part());
    Missing missing = missing(text, part);
    if (missing != null) {
      return truth(missing);
    }
    budget -= cost(text);
    String whole = (String) text;
    return switch (search.kind()) {
      case STARTS_WITH -> whole.startsWith((String) part);
      case ENDS_WITH -> whole.endsWith((String) part);
      case CONTAINS -> whole.contains((String) part);
    };
  }

  private Object matches(Expression.Matches matches) {
    Object text = value(matches.text());
    Missing missing = missing(text);
    if (missing != null) {
      return truth(missing);
    }
    // RE2 takes time in the product of both lengths.
    budget -= cost(text) * matches.weight();
    return budget < 0 ? Missing.UNKNOWN : matches.pattern().matcher((String) text).find();
  }

  private Object size(Object value) {
    return switch (value) {
      case String text -> (long) text.codePointCount(0, text.length());
      case Collection<?> list -> (long) list.size();
      case Map<?, ?> map -> (long) map.size();
      default -> value;
    };
  }

  private Object quantifier(Expression.Quantifier quantifier) {
    Object range = value(quantifier.range());
    Missing missing = missing(range);
    if (missing != null) {
      return missing;
    }
    Collection<?> elements = range instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) range;
    return switch (quantifier.kind()) {
      case ALL -> quantified(quantifier, elements, false);
      case EXISTS -> quantified(quantifier, elements, true);
      case EXISTS_ONE -> exactlyOne(quantifier, elements);
      case FILTER -> filtered(quantifier, elements);
      case MAP -> mapped(quantifier, elements);
    };
  }

  private Object quantified(
      Expression.Quantifier quantifier, Collection<?> elements, boolean decides) {
    boolean known = true;
    for (Object element : elements) {
      slots[quantifier.slot()] = element;
      Object value = truth(value(quantifier.body()));
      if (value.equals(decides)) {
        return decides;
      }
      known &= value instanceof Boolean;
      if (budget < 0) {
        return Missing.UNKNOWN;
      }
    }
    return known ? (Object) !decides : Missing.UNKNOWN;
  }

  private Object exactlyOne(Expression.Quantifier quantifier, Collection<?> elements) {
    int found = 0;
    for (Object element : elements) {
      slots[quantifier.slot()] = element;
      if (!(truth(value(quantifier.body())) instanceof Boolean holds)) {
        return Missing.UNKNOWN;
      }
      found += holds ? 1 : 0;
    }
    return found == 1;
  }

  private Object filtered(Expression.Quantifier quantifier, Collection<?> elements) {
    List<Object> kept = new ArrayList<>();
    for (Object element : elements) {
      slots[quantifier.slot()] = element;
      if (!(truth(value(quantifier.body())) instanceof Boolean holds)) {
        return Missing.UNKNOWN;
      }
      if (holds) {
        kept.add(element);
      }
    }
    return kept;
  }

  private Object mapped(Expression.Quantifier quantifier, Collection<?> elements) {
    List<Object> made = new ArrayList<>();
    for (Object element : elements) {
      slots[quantifier.slot()] = element;
      Object wanted = quantifier.condition().map(this::value).map(Evaluation::truth).orElse(true);
      if (!(wanted instanceof Boolean holds)) {
        return Missing.UNKNOWN;
      }
      if (holds) {
        Object value = value(quantifier.body());
        if (value == Missing.UNKNOWN) {
          return value;
        }
        if (value != Missing.ABSENT) {
          made.add(value);
        }
      }
    }
    return made;
  }

  /** Absent wins over unknown: whatever the unknown turns out to be, a comparison is false. */
  private static @Nullable Missing missing(Object... values) {
    Missing missing = null;
    for (Object value : values) {
      if (value == Missing.ABSENT) {
        return Missing.ABSENT;
      }
      if (value == Missing.UNKNOWN) {
        missing = Missing.UNKNOWN;
      }
    }
    return missing;
  }

  private static long cost(Object value) {
    return switch (value) {
      case String text -> 1L + text.length() / 16;
      case Collection<?> list -> 1L + list.size();
      case Map<?, ?> map -> 1L + map.size();
      default -> 1L;
    };
  }
}
