package dev.sekisho.policy.scope;

import dev.sekisho.model.Workload;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A condition on workloads, parsed and type-checked once.
 *
 * <p>Two scopes are equal when they say the same in the same order, whatever the white space.
 */
public final class Scope {
  private final String text;
  private final List<Part> conjuncts;
  private final Optional<Expression> whole;

  /** An operand of the outermost {@code &&} with its text. */
  private record Part(String text, Expression expression) {}

  /** A scope, or why there is none. */
  public sealed interface Compiled {
    record Good(Scope scope) implements Compiled {}

    record Bad(ScopeError error) implements Compiled {}
  }

  /**
   * What one operand of the outermost {@code &&} comes to for a workload.
   *
   * @param text the operand as written
   * @param truth what it comes to
   * @param values what the workload has in the attributes that the operand names, such as {@code
   *     container.labels["team"]}; no value where it is absent or not known
   */
  public record Finding(String text, Truth truth, Map<String, Optional<String>> values) {
    public Finding {
      values = Map.copyOf(values);
    }
  }

  private Scope(String text, List<Part> conjuncts, Optional<Expression> whole) {
    this.text = text;
    this.conjuncts = conjuncts;
    this.whole = whole;
  }

  /** Compiles a text. */
  public static Compiled compile(String text) {
    try {
      Syntax syntax = Parser.parse(text);
      Expression whole = Checker.check(syntax);
      return new Compiled.Good(new Scope(text, parts(text, syntax, whole), Optional.of(whole)));
    } catch (ScopeError.Thrown thrown) {
      return new Compiled.Bad(thrown.error());
    }
  }

  /** A scope that this version does not understand: it is {@link Truth#UNKNOWN} for all. */
  public static Scope notUnderstood(String text) {
    return new Scope(text, List.of(), Optional.empty());
  }

  private static List<Part> parts(String text, Syntax syntax, Expression whole) {
    if (syntax instanceof Syntax.Operation operation
        && operation.operator().equals("&&")
        && whole instanceof Expression.And and) {
      List<Syntax> operands = operation.operands();
      return java.util.stream.IntStream.range(0, operands.size())
          .mapToObj(
              i ->
                  new Part(
                      text.substring(operands.get(i).start(), operands.get(i).end()),
                      and.operands().get(i)))
          .toList();
    }
    return List.of(new Part(text.strip(), whole));
  }

  /** As written in the policy. */
  public String text() {
    return text;
  }

  /** Whether the workload is meant. Never throws: what fails is {@link Truth#UNKNOWN}. */
  public Truth test(Workload workload) {
    return whole.map(expression -> Evaluation.of(expression, workload)).orElse(Truth.UNKNOWN);
  }

  /** The operands of the outermost {@code &&}, each with what it comes to for a workload. */
  public List<Finding> findings(Workload workload) {
    return whole.isEmpty()
        ? List.of(new Finding(text, Truth.UNKNOWN, Map.of()))
        : conjuncts.stream()
            .map(
                part ->
                    new Finding(
                        part.text(),
                        Evaluation.of(part.expression(), workload),
                        values(part.expression(), workload)))
            .toList();
  }

  /** The attributes that it names. */
  public Set<Attribute> attributes() {
    Set<Attribute> found = EnumSet.noneOf(Attribute.class);
    whole.stream()
        .flatMap(Expression::all)
        .forEach(
            each -> {
              if (each instanceof Expression.Value value) {
                found.add(value.attribute());
              }
            });
    return found;
  }

  /**
   * Whether every workload that the other means is surely meant by this one too. False says
   * nothing: it was not proved.
   */
  public boolean surelyIncludes(Scope other) {
    if (equals(other)) {
      return true;
    }
    if (whole.isEmpty() || other.whole.isEmpty()) {
      return false;
    }
    // a || b includes a; a includes a && b.
    return alternatives().containsAll(other.alternatives())
        || other.conditions().containsAll(conditions());
  }

  private Set<Expression> alternatives() {
    return new HashSet<>(
        whole
            .map(each -> each instanceof Expression.Or or ? or.operands() : List.of(each))
            .orElse(List.of()));
  }

  private Set<Expression> conditions() {
    return new HashSet<>(
        whole
            .map(each -> each instanceof Expression.And and ? and.operands() : List.of(each))
            .orElse(List.of()));
  }

  Optional<Expression> expression() {
    return whole;
  }

  private static Map<String, Optional<String>> values(Expression of, Workload workload) {
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    collect(of, workload, values);
    return values;
  }

  private static void collect(
      Expression of, Workload workload, Map<String, Optional<String>> values) {
    switch (of) {
      case Expression.Value value ->
          values.put(value.attribute().text(), shown(value.attribute().value(workload)));
      case Expression.Entry(Expression.Value map, Expression.Constant key) ->
          values.put(
              map.attribute().text() + "[\"" + key.value() + "\"]",
              map.attribute().value(workload) instanceof Map<?, ?> labels
                  ? Optional.ofNullable(labels.get(key.value())).map(Object::toString)
                  : Optional.empty());
      default -> of.children().forEach(child -> collect(child, workload, values));
    }
  }

  private static Optional<String> shown(Object value) {
    return value instanceof Missing ? Optional.empty() : Optional.of(value.toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scope scope
        && whole.equals(scope.whole)
        && (whole.isPresent() || text.equals(scope.text));
  }

  @Override
  public int hashCode() {
    return whole.map(Object::hashCode).orElseGet(text::hashCode);
  }

  @Override
  public String toString() {
    return text;
  }
}
