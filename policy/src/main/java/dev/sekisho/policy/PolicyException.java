package dev.sekisho.policy;

import dev.sekisho.model.Workload;
import dev.sekisho.policy.scope.Scope;
import dev.sekisho.policy.scope.Truth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Lowers one control, or one name or path under it, from enforce to audit for some workloads and
 * for some time. It applies after all policies have been joined, and every verdict that it touched
 * names it. In spite of its name it is a value, not a {@link Throwable}: the policy language calls
 * it {@code kind: Exception}.
 *
 * @param name unique among exceptions
 * @param control name of the control that it lowers
 * @param element what it covers: a name or an absolute path, wildcards allowed; empty covers the
 *     whole control
 * @param scope which workloads; empty means all
 * @param author who answers for it
 * @param reason why it is needed
 * @param expires from then on it has no effect
 */
public record PolicyException(
    String name,
    String control,
    Optional<PathPattern> element,
    Optional<Scope> scope,
    String author,
    String reason,
    Instant expires) {

  /**
   * Whether it is in force for a workload: only where its scope is known to match, and only before
   * it expires.
   */
  public boolean applies(Workload workload, Instant now) {
    return now.isBefore(expires)
        && scope.map(condition -> condition.test(workload) == Truth.TRUE).orElse(true);
  }

  /** Whether it covers a match of its control: every element of it, not only one. */
  public boolean covers(String matchedControl, Match match) {
    if (!control.equals(matchedControl)) {
      return false;
    }
    return element.map(pattern -> coversAll(pattern, match.elements())).orElse(true);
  }

  private static boolean coversAll(PathPattern pattern, List<String> elements) {
    return !elements.isEmpty() && elements.stream().allMatch(each -> covers(pattern, each));
  }

  private static boolean covers(PathPattern pattern, String element) {
    return pattern.matches(element)
        || (!pattern.absolute()
            && pattern.matches(element.substring(element.lastIndexOf('/') + 1)));
  }
}
