package dev.sekisho.manager.console;

import dev.sekisho.manager.store.HostState;
import dev.sekisho.manager.store.OverviewFigures.HourCount;
import dev.sekisho.manager.store.StoredDecision;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All that the console knows at one moment, as the pages over everything need it.
 *
 * @param hosts hosts, late ones first
 * @param protections workloads with what is wanted of them, weakest first
 * @param policies policies and exceptions
 * @param hours counts of flagged events an hour, oldest first
 * @param newest newest events of which a policy spoke
 */
record Situation(
    List<HostState> hosts,
    List<Protection> protections,
    List<StoredPolicy> policies,
    List<HourCount> hours,
    List<StoredDecision> newest) {
  Situation {
    hosts = List.copyOf(hosts);
    protections = protections.stream().sorted(Protection.WEAKEST_FIRST).toList();
    policies = List.copyOf(policies);
    hours = List.copyOf(hours);
    newest = List.copyOf(newest);
  }

  /** The same with only the counts from a moment on. */
  Situation since(java.time.Instant moment) {
    return new Situation(
        hosts,
        protections,
        policies,
        hours.stream().filter(hour -> !hour.hour().isBefore(moment)).toList(),
        newest);
  }

  long covered() {
    return protections.stream().filter(p -> !p.isUncovered()).count();
  }

  long inMode(Mode mode) {
    return protections.stream().filter(p -> p.mode() == mode).count();
  }

  long count(Outcome outcome) {
    return hours.stream()
        .filter(hour -> outcome.actions().contains(hour.action()))
        .mapToLong(HourCount::count)
        .sum();
  }

  /** Controls that a policy asks for, over all workloads, by how surely they hold. */
  Map<Level, Long> levels() {
    Map<Level, Long> counts = new EnumMap<>(Level.class);
    for (Protection protection : protections) {
      for (Assurance assurance : protection.state().report().assurances()) {
        if (assurance.level() != Level.OFF) {
          counts.merge(assurance.level(), 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  List<Protection> uncovered() {
    return protections.stream().filter(Protection::isUncovered).toList();
  }

  List<HostState> late() {
    return hosts.stream().filter(host -> host.status() == HostState.Status.LATE).toList();
  }

  /** Events that a host lost before or in its spool. */
  static long lost(HostState host) {
    return host.report()
        .map(
            report ->
                report.spool().dropped()
                    + report.lost().values().stream().mapToLong(Long::longValue).sum())
        .orElse(0L);
  }
}
