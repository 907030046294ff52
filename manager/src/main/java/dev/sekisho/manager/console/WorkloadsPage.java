package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Puts the matrix of workloads together.
 *
 * @param reader who reads
 * @param situation all workloads
 * @param conditions which of them
 */
record WorkloadsPage(Reader reader, Situation situation, Conditions conditions) {
  /** What restricts the list; empty texts do not. */
  record Conditions(String text, String mode, String level, String host) {
    String address() {
      return Address.of("/workloads")
          .with("q", text)
          .with("mode", mode)
          .with("level", level)
          .with("host", host)
          .text();
    }
  }

  WorkloadsView view() {
    TreeSet<String> controls = new TreeSet<>(Protection.byOrder());
    situation.protections().forEach(p -> controls.addAll(p.controls()));
    List<String> columns = new ArrayList<>(controls);
    RecentCounts counts = new RecentCounts(situation.newest());
    List<WorkloadRow> rows =
        situation.protections().stream()
            .filter(this::matches)
            .map(p -> WorkloadRow.of(reader, p, counts, columns))
            .toList();
    boolean noHost = situation.hosts().isEmpty();
    return new WorkloadsView(
        conditions.address(),
        lede(),
        conditions.text(),
        filters(),
        columns,
        rows,
        List.of(
            Level.PROVED,
            Level.CLAIMED,
            Level.DETECT_ONLY,
            Level.NOT_POSSIBLE,
            Level.FAILED,
            Level.OFF),
        situation.protections().size(),
        noHost ? "workloads.none-no-host" : "workloads.none-why",
        noHost ? "" : "./sekisho demo",
        noHost ? "/hosts/enrol" : "",
        "hosts.enrol");
  }

  private Markup lede() {
    long broken = situation.protections().stream().mapToLong(p -> p.notHolding().size()).sum();
    long total = situation.protections().size();
    if (total == 0) {
      return reader.rich("workloads.lede-none");
    }
    return reader.rich(
        broken == 0 ? "workloads.lede" : "workloads.lede-broken",
        situation.covered(),
        total,
        situation.inMode(Mode.ENFORCE),
        broken);
  }

  private boolean matches(Protection protection) {
    return matchesText(protection)
        && (conditions.mode().isEmpty() || reader.tag(protection.mode()).equals(conditions.mode()))
        && (conditions.host().isEmpty()
            || protection.workload().host().id().equals(conditions.host()))
        && (conditions.level().isEmpty()
            || protection.state().report().assurances().stream()
                .map(Assurance::level)
                .anyMatch(level -> reader.tag(level).equals(conditions.level())));
  }

  private boolean matchesText(Protection protection) {
    Workload workload = protection.workload();
    String all =
        String.join(
                "\n",
                workload.name(),
                workload.id(),
                protection.state().hostName(),
                workload.image().map(image -> image.name()).orElse(""),
                workload.container().map(container -> container.labels().toString()).orElse(""),
                String.join(" ", protection.policy().policies()))
            .toLowerCase(Locale.ROOT);
    return List.of(conditions.text().toLowerCase(Locale.ROOT).strip().split("\\s+")).stream()
        .allMatch(all::contains);
  }

  private List<Filter> filters() {
    List<Choice> modes = new ArrayList<>(List.of(any("mode", conditions.mode())));
    for (Mode mode : List.of(Mode.ENFORCE, Mode.AUDIT, Mode.NONE)) {
      modes.add(choice(reader.tag(mode), reader.mode(mode), conditions.mode()));
    }
    List<Choice> levels = new ArrayList<>(List.of(any("level", conditions.level())));
    for (Level level : Level.values()) {
      if (level != Level.OFF) {
        levels.add(choice(reader.tag(level), reader.level(level), conditions.level()));
      }
    }
    List<Choice> hosts = new ArrayList<>(List.of(any("host", conditions.host())));
    situation
        .hosts()
        .forEach(
            host ->
                hosts.add(
                    choice(
                        host.host().id(),
                        Inert.line(host.host().logicalName()),
                        conditions.host())));
    return List.of(
        new Filter("mode", reader.say("workloads.mode"), modes),
        new Filter("level", reader.say("workloads.level"), levels),
        new Filter("host", reader.say("hosts.host"), hosts));
  }

  private Choice any(String name, String current) {
    return new Choice("", reader.say("filter.any-" + name), current.isEmpty());
  }

  private static Choice choice(String value, String label, String current) {
    return new Choice(value, label, value.equals(current));
  }
}
