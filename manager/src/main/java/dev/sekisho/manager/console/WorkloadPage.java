package dev.sekisho.manager.console;

import dev.sekisho.manager.console.WorkloadView.ClauseLine;
import dev.sekisho.manager.console.WorkloadView.ControlRow;
import dev.sekisho.manager.console.WorkloadView.PolicyRow;
import dev.sekisho.manager.console.WorkloadView.ProcessRow;
import dev.sekisho.manager.store.StoredPolicy;
import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.FailMode;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Workload;
import dev.sekisho.policy.Clause;
import dev.sekisho.policy.Parsed;
import dev.sekisho.policy.Policy;
import dev.sekisho.policy.PolicyException;
import dev.sekisho.policy.PolicyText;
import dev.sekisho.policy.scope.Scope;
import dev.sekisho.wire.AgentApi.RunningProcess;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts the page of one workload together.
 *
 * @param reader who reads
 * @param protection the workload with what is wanted of it
 * @param policies all policies
 * @param counts its recent events
 */
record WorkloadPage(
    Reader reader, Protection protection, List<StoredPolicy> policies, RecentCounts counts) {
  private static final int DEEPEST = 40;

  WorkloadView view() {
    Workload workload = protection.workload();
    return new WorkloadView(
        Address.workload(workload),
        workload.name(),
        protection.state().hostName(),
        Address.host(workload.host().id()),
        Address.of("/events")
            .with("workload", workload.id())
            .with("host", workload.host().id())
            .text(),
        lede(),
        banners(),
        protection.controls().stream().map(this::control).toList(),
        policyRows(),
        protection.policy().exceptions().stream().map(this::exception).toList(),
        facts(),
        processes(),
        processesNote());
  }

  private Markup lede() {
    if (protection.isUncovered()) {
      return reader.rich("workload.lede-uncovered");
    }
    Map<Level, Long> levels =
        protection.state().report().assurances().stream()
            .filter(a -> a.level() != Level.OFF)
            .collect(Collectors.groupingBy(Assurance::level, TreeMap::new, Collectors.counting()));
    String parts =
        levels.entrySet().stream()
            .sorted(Map.Entry.<Level, Long>comparingByKey().reversed())
            .map(e -> reader.say("workload.lede-level." + reader.tag(e.getKey()), e.getValue()))
            .collect(Collectors.joining(reader.say("list.separator")));
    Workload workload = protection.workload();
    return reader.rich(
        "workload.lede",
        levels.values().stream().mapToLong(Long::longValue).sum(),
        parts,
        counts.ofWorkload(workload, Outcome.BLOCKED),
        counts.ofWorkload(workload, Outcome.WOULD));
  }

  private List<Frame.Banner> banners() {
    List<Frame.Banner> banners = new ArrayList<>();
    if (protection.state().stale()) {
      banners.add(
          Frame.Banner.of(
              "warn",
              reader.rich("workload.banner-stale", reader.since(protection.state().seenAt()))));
    }
    for (Assurance assurance : protection.notHolding()) {
      banners.add(
          Frame.Banner.of(
              assurance.level() == Level.DETECT_ONLY ? "warn" : "alarm",
              reader.rich(
                  "workload.banner." + reader.tag(assurance.level()),
                  reader.control(assurance.control()),
                  assurance.why().map(reader::phrase).orElse(Markup.text("")))));
    }
    if (!protection.workload().unknown().isEmpty()) {
      banners.add(
          Frame.Banner.of(
              "warn",
              reader.rich(
                  "workload.banner-unknown",
                  protection.workload().unknown().stream()
                      .sorted()
                      .collect(Collectors.joining(", ")))));
    }
    return banners;
  }

  private ControlRow control(String control) {
    List<Clause> clauses = protection.clauses(control);
    Mode mode = protection.mode(control);
    Level level = protection.level(control);
    List<ClauseLine> lines =
        clauses.stream()
            .map(
                clause ->
                    new ClauseLine(
                        clause.policy(),
                        Address.policy(clause.policy()),
                        note(clause),
                        ControlText.of(clause.control()),
                        clause.mode() == mode))
            .toList();
    return new ControlRow(
        control,
        level,
        mode,
        mechanism(control),
        lines,
        counts.ofControl(protection.workload(), control, Outcome.BLOCKED),
        counts.ofControl(protection.workload(), control, Outcome.WOULD),
        protection.notHolding().stream()
            .anyMatch(a -> a.control().equals(control) && a.level() != Level.DETECT_ONLY));
  }

  private String note(Clause clause) {
    String mode = reader.mode(clause.mode());
    if (clause.uncertain()) {
      return mode + " · " + reader.say("workload.uncertain");
    }
    return clause.mode() == Mode.ENFORCE && clause.failMode() == FailMode.CLOSED
        ? mode + " · failMode: closed"
        : mode;
  }

  private Markup mechanism(String control) {
    Optional<Assurance> assurance = protection.assurance(control);
    if (assurance.isEmpty()) {
      return protection.mode(control) == Mode.NONE
          ? Markup.text("")
          : reader.rich("workload.not-reported");
    }
    Markup mechanism = Markup.text(reader.mechanism(Inert.line(assurance.get().mechanism())));
    return assurance
        .get()
        .why()
        .map(
            why ->
                assurance.get().mechanism().isEmpty()
                    ? reader.phrase(why)
                    : reader.rich("workload.mechanism-why", mechanism, reader.phrase(why)))
        .orElse(mechanism);
  }

  private List<PolicyRow> policyRows() {
    List<PolicyRow> rows = new ArrayList<>();
    for (StoredPolicy stored : policies) {
      if (protection.policy().policies().contains(stored.name())) {
        Parsed parsed = PolicyText.parseLeniently(stored.name() + ".yaml", stored.yaml());
        Optional<Scope> scope = parsed.policies().stream().findFirst().flatMap(Policy::scope);
        Mode mode =
            protection.policy().clauses().stream()
                .filter(clause -> clause.policy().equals(stored.name()))
                .map(Clause::mode)
                .reduce(Mode.NONE, Mode::max);
        rows.add(
            new PolicyRow(
                stored.name(),
                Address.policy(stored.name()),
                stored.revision(),
                scope
                    .map(s -> Markup.code(Inert.line(s.text())))
                    .orElseGet(() -> reader.rich("workload.every")),
                mode));
      }
    }
    return rows;
  }

  private Markup exception(PolicyException exception) {
    return reader.rich(
        "workload.exception",
        Markup.link(Address.policy(exception.name()), Inert.line(exception.name())),
        reader.control(exception.control()),
        Inert.line(exception.reason()),
        Inert.line(exception.author()),
        reader.day(exception.expires()));
  }

  private List<Fact> facts() {
    Workload workload = protection.workload();
    List<Fact> facts = new ArrayList<>();
    fact(facts, "workload.started", reader.full(protection.state().report().since()));
    workload
        .image()
        .ifPresent(
            image -> {
              fact(facts, "workload.image", Markup.code(Inert.line(image.name())));
              fact(facts, "workload.image-id", Markup.code(image.id().toString()));
            });
    workload
        .container()
        .ifPresent(
            container -> {
              fact(facts, "workload.container-id", Markup.code(Inert.line(container.id())));
              fact(
                  facts,
                  "workload.user",
                  Markup.text(
                      container.user().isEmpty()
                          ? reader.say("workload.user-default")
                          : Inert.line(container.user())));
              fact(
                  facts,
                  "workload.engine",
                  Markup.text(Inert.line(container.engine() + ", " + container.runtime())));
              fact(facts, "workload.labels", lines(container.labels()));
              fact(
                  facts,
                  "workload.environment",
                  Markup.text(
                      container.environment().stream()
                          .sorted()
                          .map(Inert::line)
                          .collect(Collectors.joining(", "))));
            });
    return facts;
  }

  private void fact(List<Fact> facts, String key, Markup value) {
    if (!value.html().isEmpty()) {
      facts.add(new Fact(reader.say(key), value));
    }
  }

  private static Markup lines(Map<String, String> labels) {
    return new Markup(
        labels.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(50)
            .map(e -> Markup.code(Inert.line(e.getKey() + "=" + e.getValue())).html())
            .collect(Collectors.joining("<br>")));
  }

  /** Parents before children; a process whose parent is not in the list stands at the root. */
  private List<ProcessRow> processes() {
    List<RunningProcess> all = protection.state().report().processes();
    Set<Integer> known = new HashSet<>();
    all.forEach(process -> known.add(process.pid()));
    Map<Integer, List<RunningProcess>> children = new HashMap<>();
    for (RunningProcess process : all) {
      boolean root = !known.contains(process.parent()) || process.parent() == process.pid();
      children.computeIfAbsent(root ? -1 : process.parent(), p -> new ArrayList<>()).add(process);
    }
    List<ProcessRow> rows = new ArrayList<>();
    Set<Integer> shown = new HashSet<>();
    walk(children, -1, 0, rows, shown);
    // A cycle of parents, which a hostile host may report, has no root: its processes come last.
    all.stream()
        .filter(process -> shown.add(process.pid()))
        .forEach(process -> rows.add(row(process, 0)));
    return rows;
  }

  private static void walk(
      Map<Integer, List<RunningProcess>> children,
      int parent,
      int depth,
      List<ProcessRow> rows,
      Set<Integer> shown) {
    List<RunningProcess> here = new ArrayList<>(children.getOrDefault(parent, List.of()));
    here.sort(Comparator.comparing(RunningProcess::startedAt));
    for (RunningProcess process : here) {
      if (shown.add(process.pid())) {
        rows.add(row(process, Math.min(depth, DEEPEST)));
        walk(children, process.pid(), depth + 1, rows, shown);
      }
    }
  }

  private static ProcessRow row(RunningProcess process, int depth) {
    String command =
        process.arguments().isEmpty()
            ? Inert.line(process.path())
            : Inert.command(process.arguments());
    return new ProcessRow(
        process.pid(),
        process.user(),
        "\u00a0\u00a0".repeat(depth) + (depth == 0 ? "" : "└ "),
        Inert.middle(command, 4000),
        process.startedAt());
  }

  private String processesNote() {
    int shown = protection.state().report().processes().size();
    int more = protection.state().report().processesLeftOut();
    return more == 0
        ? reader.say("workload.processes-all", shown)
        : reader.say("workload.processes-some", shown, shown + more);
  }
}
