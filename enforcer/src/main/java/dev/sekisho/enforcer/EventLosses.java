package dev.sekisho.enforcer;

import dev.sekisho.model.Severity;
import dev.sekisho.wire.Spool;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Turns counters of what was lost into notices, each loss once. */
final class EventLosses {
  private final DecisionLog decisions;
  private final Map<String, Long> told = new HashMap<>();

  EventLosses(DecisionLog decisions) {
    this.decisions = decisions;
  }

  static String name(Spool.Loss loss) {
    return loss.name().toLowerCase(Locale.ROOT);
  }

  /** What the counters are at the start is old: an earlier enforcer told it, or nobody can. */
  void startWith(Map<String, Long> counters) {
    told.putAll(counters);
  }

  /** Tells what was added since the last time; what the spool cannot take now is told later. */
  void tell(Map<String, Long> counters) {
    counters.forEach(
        (cause, count) -> {
          long added = count - told.getOrDefault(cause, 0L);
          if (added <= 0) return;
          Map<String, String> values = Map.of("count", Long.toString(added), "cause", cause);
          if (decisions.notice("events-lost", Severity.HIGH, values)) told.put(cause, count);
        });
  }

  void tellOfSpool(Map<Spool.Loss, Long> lost) {
    Map<String, Long> named = new HashMap<>();
    lost.forEach((cause, count) -> named.put("spool-" + name(cause), count));
    tell(named);
  }
}
