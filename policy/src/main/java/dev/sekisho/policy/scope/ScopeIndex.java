package dev.sekisho.policy.scope;

import dev.sekisho.model.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds, among many scopes, those that may not be false for a workload, without evaluating all of
 * them: a scope that needs {@code image.repository == "x"} is looked at only where the repository
 * is {@code x} or not yet known.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class ScopeIndex {
  /**
   * Something that must hold for a scope to be other than false.
   *
   * @param attribute the attribute
   * @param label the key where the attribute is a map, else empty
   * @param prefix whether the value need only begin with the literal
   */
  private record Need(Attribute attribute, String label, boolean prefix, String literal) {}

  /** Where a need is looked up. */
  private record Column(Attribute attribute, String label) {}

  /** The scopes of one column by literal, and the lengths of the literals that are prefixes. */
  private static final class Bucket {
    private final Map<String, List<Integer>> equal = new HashMap<>();
    private final Map<String, List<Integer>> prefix = new HashMap<>();
    private final Set<Integer> prefixLengths = new HashSet<>();
    private final BitSet all = new BitSet();
  }

  private final BitSet notIndexed = new BitSet();
  private final Map<Column, Bucket> buckets = new HashMap<>();

  /** An index over scopes, each named by its place in the list; no scope means every workload. */
  public ScopeIndex(List<Optional<Scope>> scopes) {
    for (int i = 0; i < scopes.size(); i++) {
      Optional<Set<Need>> needs =
          scopes.get(i).flatMap(Scope::expression).flatMap(ScopeIndex::needs);
      if (needs.isEmpty()) {
        notIndexed.set(i);
      } else {
        for (Need need : needs.get()) {
          add(need, i);
        }
      }
    }
  }

  private void add(Need need, int scope) {
    Bucket bucket =
        buckets.computeIfAbsent(new Column(need.attribute(), need.label()), column -> new Bucket());
    bucket.all.set(scope);
    (need.prefix() ? bucket.prefix : bucket.equal)
        .computeIfAbsent(need.literal(), literal -> new ArrayList<>())
        .add(scope);
    if (need.prefix()) {
      bucket.prefixLengths.add(need.literal().length());
    }
  }

  /** The places of the scopes that are true or unknown for the workload, and perhaps of others. */
  public BitSet candidates(Workload workload) {
    BitSet found = (BitSet) notIndexed.clone();
    buckets.forEach((column, bucket) -> find(column, bucket, workload, found));
    return found;
  }

  /** How many scopes are looked at for every workload. */
  public int notIndexed() {
    return notIndexed.cardinality();
  }

  private static void find(Column column, Bucket bucket, Workload workload, BitSet found) {
    switch (column.attribute().value(workload)) {
      case Missing.UNKNOWN -> found.or(bucket.all);
      case String text -> find(text, bucket, found);
      case Map<?, ?> labels -> {
        if (labels.get(column.label()) instanceof String text) {
          find(text, bucket, found);
        }
      }
      default -> {
        // absent: a comparison with it is false
      }
    }
  }

  private static void find(String value, Bucket bucket, BitSet found) {
    bucket.equal.getOrDefault(value, List.of()).forEach(found::set);
    for (int length : bucket.prefixLengths) {
      if (length <= value.length()) {
        bucket.prefix.getOrDefault(value.substring(0, length), List.of()).forEach(found::set);
      }
    }
  }

  /** Needs of which at least one must hold; empty if none can be told. */
  private static Optional<Set<Need>> needs(Expression of) {
    return switch (of) {
      case Expression.And and -> best(and.operands());
      case Expression.Or or -> union(or.operands());
      case Expression.Comparison(
              Expression.Relation relation,
              Expression left,
              Expression.Constant right)
          when relation == Expression.Relation.EQUAL ->
          need(left, right, false);
      case Expression.Comparison(
              Expression.Relation relation,
              Expression.Constant left,
              Expression right)
          when relation == Expression.Relation.EQUAL ->
          need(right, left, false);
      case Expression.Membership(Expression value, Expression.Items items) ->
          oneOf(value, items.items());
      case Expression.Search(Expression.SearchKind kind, Expression text, Expression.Constant part)
          when kind == Expression.SearchKind.STARTS_WITH ->
          need(text, part, true);
      default -> Optional.empty();
    };
  }

  private static Optional<Set<Need>> need(
      Expression of, Expression.Constant constant, boolean prefix) {
    if (!(constant.value() instanceof String literal)) {
      return Optional.empty();
    }
    return switch (of) {
      case Expression.Value value ->
          Optional.of(Set.of(new Need(value.attribute(), "", prefix, literal)));
      case Expression.Entry(Expression.Value map, Expression.Constant key) ->
          Optional.of(Set.of(new Need(map.attribute(), key.value().toString(), prefix, literal)));
      default -> Optional.empty();
    };
  }

  private static Optional<Set<Need>> oneOf(Expression value, List<Expression> items) {
    Set<Need> needs = new HashSet<>();
    for (Expression item : items) {
      Optional<Set<Need>> need =
          item instanceof Expression.Constant constant
              ? need(value, constant, false)
              : Optional.empty();
      if (need.isEmpty()) {
        return Optional.empty();
      }
      needs.addAll(need.get());
    }
    return Optional.of(needs);
  }

  private static Optional<Set<Need>> union(List<Expression> operands) {
    Set<Need> needs = new HashSet<>();
    for (Expression operand : operands) {
      Optional<Set<Need>> each = needs(operand);
      if (each.isEmpty()) {
        return Optional.empty();
      }
      needs.addAll(each.get());
    }
    return Optional.of(needs);
  }

  /** Of operands that must all hold, the one that the fewest workloads meet. */
  private static Optional<Set<Need>> best(List<Expression> operands) {
    return operands.stream()
        .flatMap(operand -> needs(operand).stream())
        .min(java.util.Comparator.comparingLong(ScopeIndex::breadth));
  }

  /** A guess of how many workloads meet any of the needs. */
  private static long breadth(Set<Need> needs) {
    return needs.stream().mapToLong(need -> need.prefix() ? 10 : 1).sum();
  }
}
