package dev.sekisho.manager.store;

import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the first page says.
 *
 * @param at when this was counted
 * @param hosts hosts by status
 * @param workloads workloads by their weakest control; {@code OFF} are those without a policy
 * @param assurances for each control how many workloads hold it how surely, the levels {@code OFF}
 *     left out
 * @param notHolding workloads with a control that should hold and does not ({@code FAILED}), and
 *     those where Enforce is asked for and is {@code NOT_POSSIBLE} or {@code DETECT_ONLY}; weakest
 *     first, at most 20
 * @param policiesEnforcing enabled policies whose mode is Enforce
 * @param policiesAuditing enabled policies whose mode is Audit
 * @param hours counts of flagged events an hour for the last 24 hours, oldest first; hours without
 *     any are left out
 * @param latest newest events of which a policy spoke, at most 50
 * @param dropped decisions that spools dropped, by host's logical name, those with none left out
 * @param lost events lost before the spool, by host's logical name, those with none left out
 */
public record OverviewFigures(
    Instant at,
    Map<HostState.Status, Integer> hosts,
    Map<Assurance.Level, Integer> workloads,
    Map<String, Map<Assurance.Level, Integer>> assurances,
    List<WorkloadState> notHolding,
    int policiesEnforcing,
    int policiesAuditing,
    List<HourCount> hours,
    List<StoredDecision> latest,
    Map<String, Long> dropped,
    Map<String, Long> lost) {
  public OverviewFigures {
    hosts = Map.copyOf(hosts);
    workloads = Map.copyOf(workloads);
    assurances = Map.copyOf(assurances);
    notHolding = List.copyOf(notHolding);
    hours = List.copyOf(hours);
    latest = List.copyOf(latest);
    dropped = Map.copyOf(dropped);
    lost = Map.copyOf(lost);
  }

  /**
   * Flagged events of one hour.
   *
   * @param hour its beginning
   * @param mode what the verdicts asked for
   * @param action what was done
   * @param control the control that decided, empty for notices
   * @param count how many
   */
  public record HourCount(Instant hour, Mode mode, Action action, String control, long count) {}

  /** How many in the 24 hours had one of these actions. */
  public long count(java.util.Set<Action> actions) {
    return hours.stream()
        .filter(h -> actions.contains(h.action()))
        .mapToLong(HourCount::count)
        .sum();
  }
}
