package dev.sekisho.manager.console;

import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.model.Verdict;
import dev.sekisho.model.Workload;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often something was blocked or would have been, by workload, control and policy, counted from
 * the newest events of which a policy spoke. Bounded: it says how far back it counted.
 */
final class RecentCounts {
  private final Map<String, Map<Outcome, Long>> counts = new HashMap<>();

  RecentCounts(List<StoredDecision> newest) {
    for (StoredDecision stored : newest) {
      Outcome outcome = Outcome.of(stored.decision());
      Set<String> keys = new HashSet<>();
      for (Verdict.Reason reason : stored.decision().verdict().reasons()) {
        keys.add("policy " + reason.policy());
        stored
            .decision()
            .workload()
            .ifPresent(workload -> keys.add(of(workload, reason.control())));
      }
      stored.decision().workload().ifPresent(workload -> keys.add(of(workload, "")));
      keys.forEach(
          key ->
              counts
                  .computeIfAbsent(key, k -> new EnumMap<>(Outcome.class))
                  .merge(outcome, 1L, Long::sum));
    }
  }

  long ofWorkload(Workload workload, Outcome outcome) {
    return count(of(workload, ""), outcome);
  }

  long ofControl(Workload workload, String control, Outcome outcome) {
    return count(of(workload, control), outcome);
  }

  long ofPolicy(String policy, Outcome outcome) {
    return count("policy " + policy, outcome);
  }

  private long count(String key, Outcome outcome) {
    return counts.getOrDefault(key, Map.of()).getOrDefault(outcome, 0L);
  }

  private static String of(Workload workload, String control) {
    return "workload " + workload.host().id() + " " + workload.id() + " " + control;
  }
}
