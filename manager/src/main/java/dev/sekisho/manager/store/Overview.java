package dev.sekisho.manager.store;

import dev.sekisho.manager.database.Database;
import dev.sekisho.manager.database.Query;
import dev.sekisho.manager.store.OverviewFigures.HourCount;
import dev.sekisho.model.Action;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Counts what the first page says. */
public final class Overview {
  private static final int LATEST = 50;
  private static final int NOT_HOLDING = 20;

  private final Database database;
  private final Events events;
  private final Hosts hosts;
  private final Workloads workloads;
  private final Policies policies;
  private final Clock clock;

  public Overview(
      Database database,
      Events events,
      Hosts hosts,
      Workloads workloads,
      Policies policies,
      Clock clock) {
    this.database = database;
    this.events = events;
    this.hosts = hosts;
    this.workloads = workloads;
    this.policies = policies;
    this.clock = clock;
  }

  public OverviewFigures figures() {
    Instant now = clock.instant();
    List<HostState> allHosts = hosts.list();
    List<WorkloadState> allWorkloads = workloads.list();
    List<StoredPolicy> enabled =
        policies.list().stream()
            .filter(p -> p.enabled() && p.kind() == StoredPolicy.Kind.POLICY)
            .toList();
    return new OverviewFigures(
        now,
        byStatus(allHosts),
        byWeakest(allWorkloads),
        byControl(allWorkloads),
        allWorkloads.stream()
            .filter(w -> w.weakest().compareTo(Level.DETECT_ONLY) <= 0)
            .limit(NOT_HOLDING)
            .toList(),
        (int) enabled.stream().filter(p -> p.mode() == Mode.ENFORCE).count(),
        (int) enabled.stream().filter(p -> p.mode() == Mode.AUDIT).count(),
        hours(now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(23))),
        events.page(EventFilter.FLAGGED, OptionalLong.empty(), LATEST).items(),
        counts(allHosts, h -> h.report().map(r -> r.spool().dropped()).orElse(0L)),
        counts(
            allHosts,
            h ->
                h.report()
                    .map(r -> r.lost().values().stream().mapToLong(Long::longValue).sum())
                    .orElse(0L)));
  }

  /** Counts of flagged events an hour since a moment, oldest first. */
  public List<HourCount> hours(Instant since) {
    return database.transaction(
        connection ->
            Query.list(
                connection,
                "select hour, mode, action, control, sum(count) as count from event_counts where"
                    + " hour >= ? group by hour, mode, action, control order by hour, mode,"
                    + " action, control",
                row ->
                    new HourCount(
                        row.instant("hour"),
                        Mode.valueOf(row.text("mode")),
                        Action.valueOf(row.text("action")),
                        row.text("control"),
                        row.wide("count")),
                since));
  }

  private static Map<HostState.Status, Integer> byStatus(List<HostState> hosts) {
    Map<HostState.Status, Integer> counts = new EnumMap<>(HostState.Status.class);
    hosts.forEach(host -> counts.merge(host.status(), 1, Integer::sum));
    return counts;
  }

  private static Map<Level, Integer> byWeakest(List<WorkloadState> workloads) {
    Map<Level, Integer> counts = new EnumMap<>(Level.class);
    workloads.forEach(workload -> counts.merge(workload.weakest(), 1, Integer::sum));
    return counts;
  }

  private static Map<String, Map<Level, Integer>> byControl(List<WorkloadState> workloads) {
    Map<String, Map<Level, Integer>> counts = new TreeMap<>();
    for (WorkloadState workload : workloads) {
      for (Assurance assurance : workload.report().assurances()) {
        if (assurance.level() != Level.OFF) {
          counts
              .computeIfAbsent(assurance.control(), c -> new EnumMap<>(Level.class))
              .merge(assurance.level(), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private static Map<String, Long> counts(
      List<HostState> hosts, java.util.function.ToLongFunction<HostState> figure) {
    Map<String, Long> counts = new HashMap<>();
    for (HostState host : hosts) {
      long value = figure.applyAsLong(host);
      if (value > 0) {
        counts.merge(host.host().logicalName(), value, Long::sum);
      }
    }
    return counts;
  }
}
