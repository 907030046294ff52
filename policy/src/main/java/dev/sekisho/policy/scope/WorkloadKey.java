package dev.sekisho.policy.scope;

import dev.sekisho.model.Workload;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What given scopes can see of a workload: workloads with equal keys get equal answers from all of
 * them. Immutable.
 */
public final class WorkloadKey {
  private final Set<Attribute> attributes = EnumSet.noneOf(Attribute.class);

  /** A key for the attributes that these scopes name. */
  public WorkloadKey(Collection<Scope> scopes) {
    scopes.forEach(scope -> attributes.addAll(scope.attributes()));
  }

  /** The key of a workload. */
  public List<Object> of(Workload workload) {
    return attributes.stream().map(attribute -> attribute.value(workload)).toList();
  }
}
