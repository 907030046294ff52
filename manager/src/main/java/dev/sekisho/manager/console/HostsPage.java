package dev.sekisho.manager.console;

import dev.sekisho.manager.console.HostView.MechanismRow;
import dev.sekisho.manager.console.HostsView.Cell;
import dev.sekisho.manager.console.HostsView.Row;
import dev.sekisho.manager.store.HostState;
import dev.sekisho.model.Host;
import dev.sekisho.model.Mechanism;
import dev.sekisho.wire.AgentApi.HostReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Puts the pages of hosts together.
 *
 * @param reader who reads
 * @param situation all hosts and workloads
 * @param revision the newest revision of policies
 */
record HostsPage(Reader reader, Situation situation, long revision) {
  HostsView list() {
    List<String> mechanisms =
        new ArrayList<>(
            situation.hosts().stream()
                .flatMap(host -> host.report().stream())
                .flatMap(report -> report.mechanisms().stream())
                .map(Mechanism::name)
                .collect(Collectors.toCollection(TreeSet::new)));
    return new HostsView(
        lede(), mechanisms, situation.hosts().stream().map(host -> row(host, mechanisms)).toList());
  }

  HostView one(HostState state) {
    Host host = state.host();
    List<Protection> here =
        situation.protections().stream()
            .filter(p -> p.workload().host().id().equals(host.id()))
            .toList();
    RecentCounts counts = new RecentCounts(situation.newest());
    return new HostView(
        Address.host(host.id()),
        host.logicalName(),
        Address.of("/events").with("host", host.id()).text(),
        reader.rich("host.lede." + reader.tag(state.status()), heard(state), here.size()),
        banners(state),
        state.status() != HostState.Status.REVOKED,
        state.report().stream()
            .flatMap(report -> report.mechanisms().stream())
            .map(this::mechanism)
            .toList(),
        facts(state),
        losses(state),
        here.stream().map(p -> WorkloadRow.of(reader, p, counts, List.of())).toList());
  }

  private Markup lede() {
    int total = situation.hosts().size();
    if (total == 0) {
      return reader.rich("hosts.lede-none");
    }
    long lost = situation.hosts().stream().mapToLong(Situation::lost).sum();
    int late = situation.late().size();
    String key = late > 0 ? "hosts.lede-late" : lost > 0 ? "hosts.lede-lost" : "hosts.lede";
    return reader.rich(key, total, late, lost);
  }

  private Row row(HostState state, List<String> mechanisms) {
    Host host = state.host();
    String about =
        host.operatingSystem().isEmpty()
            ? reader.say("hosts.version", state.version())
            : host.operatingSystem() + " · " + reader.say("hosts.version", state.version());
    return new Row(
        Address.host(host.id()),
        host.logicalName(),
        about,
        presence(state),
        seen(state),
        policies(state),
        state.workloads(),
        Situation.lost(state),
        state.report().map(r -> reader.number(r.spool().pending())).orElse("–"),
        mechanisms.stream().map(name -> cell(state, name)).toList(),
        state.status() == HostState.Status.LATE || Situation.lost(state) > 0);
  }

  private static String presence(HostState state) {
    return switch (state.status()) {
      case CONNECTED -> "here";
      case LATE -> "gone";
      case NEW -> "late";
      case REVOKED -> "off";
    };
  }

  private Markup seen(HostState state) {
    return switch (state.status()) {
      case CONNECTED, LATE ->
          state.seenAt().map(reader::ago).orElse(Markup.text(reader.say("hosts.never")));
      case NEW -> Markup.text(reader.say("hosts.never"));
      case REVOKED -> Markup.text(reader.say("hosts.revoked"));
    };
  }

  private Markup heard(HostState state) {
    return state.seenAt().map(reader::since).orElse(Markup.text(reader.say("hosts.never")));
  }

  private Markup policies(HostState state) {
    Optional<HostReport> report = state.report();
    if (report.isEmpty() || state.status() == HostState.Status.REVOKED) {
      return Markup.text("–");
    }
    long behind = revision - report.get().revision();
    return behind <= 0
        ? reader.rich("hosts.in-sync")
        : new Markup(
            "<span class=\"warn\">" + reader.rich("hosts.behind", behind).html() + "</span>");
  }

  private Cell cell(HostState state, String mechanism) {
    Optional<Mechanism> known =
        state.report().stream()
            .flatMap(report -> report.mechanisms().stream())
            .filter(m -> m.name().equals(mechanism))
            .findFirst();
    return known
        .map(m -> new Cell(kind(m), label(m)))
        .orElseGet(() -> new Cell("off", reader.say("mechanism-state.unknown")));
  }

  private MechanismRow mechanism(Mechanism mechanism) {
    return new MechanismRow(
        mechanism.name(), kind(mechanism), label(mechanism), Inert.line(mechanism.why()));
  }

  private static String kind(Mechanism mechanism) {
    return mechanism.available() ? "available" : "not-possible";
  }

  private String label(Mechanism mechanism) {
    return reader.say(
        mechanism.available() ? "mechanism-state.available" : "mechanism-state.missing");
  }

  private List<Frame.Banner> banners(HostState state) {
    List<Frame.Banner> banners = new ArrayList<>();
    if (state.status() == HostState.Status.LATE) {
      banners.add(Frame.Banner.of("alarm", reader.rich("host.banner-late", heard(state))));
    }
    if (Situation.lost(state) > 0) {
      banners.add(Frame.Banner.of("warn", reader.rich("host.banner-lost", Situation.lost(state))));
    }
    state
        .report()
        .ifPresent(
            report ->
                report
                    .gaps()
                    .forEach(
                        gap ->
                            banners.add(
                                Frame.Banner.of(
                                    "warn",
                                    reader.rich(
                                        "host.banner-gap",
                                        Inert.line(gap.where()),
                                        Inert.line(gap.why()))))));
    return banners;
  }

  private List<Fact> facts(HostState state) {
    Host host = state.host();
    List<Fact> facts = new ArrayList<>();
    fact(facts, "host.name", Markup.text(Inert.line(host.name())));
    fact(facts, "host.group", Markup.text(Inert.line(host.group())));
    fact(
        facts,
        "host.labels",
        Markup.text(
            host.labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> Inert.line(e.getKey() + "=" + e.getValue()))
                .collect(Collectors.joining(", "))));
    fact(facts, "host.system", Markup.text(Inert.line(host.operatingSystem())));
    fact(facts, "host.addresses", Markup.text(Inert.line(String.join(", ", host.addresses()))));
    fact(facts, "host.version", Markup.text(Inert.line(state.version())));
    fact(facts, "host.policies", policies(state));
    fact(facts, "host.enrolled", reader.day(state.enrolledAt()));
    fact(facts, "host.enrolled-by", Markup.text(Inert.line(state.enrolledBy())));
    state.certificateEnds().ifPresent(ends -> fact(facts, "host.certificate", reader.day(ends)));
    state
        .report()
        .ifPresent(
            report ->
                fact(
                    facts,
                    "host.controls",
                    Markup.text(
                        report.controls().keySet().stream()
                            .sorted(Protection.byOrder())
                            .map(reader::control)
                            .collect(Collectors.joining(", ")))));
    fact(facts, "host.id", Markup.code(Inert.line(host.id())));
    return facts;
  }

  private void fact(List<Fact> facts, String key, Markup value) {
    if (!value.html().isEmpty()) {
      facts.add(new Fact(reader.say(key), value));
    }
  }

  private List<Fact> losses(HostState state) {
    List<Fact> facts = new ArrayList<>();
    if (state.report().isEmpty()) {
      return facts;
    }
    HostReport report = state.report().get();
    facts.add(
        new Fact(
            reader.say("host.spool"),
            reader.rich(
                "host.spool-figures",
                report.spool().pending(),
                megabytes(report.spool().bytes()),
                megabytes(report.spool().capacityBytes()))));
    facts.add(
        new Fact(reader.say("host.dropped"), Markup.text(reader.number(report.spool().dropped()))));
    report.lost().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                facts.add(
                    new Fact(
                        Inert.line(entry.getKey()), Markup.text(reader.number(entry.getValue())))));
    return facts;
  }

  private static String megabytes(long bytes) {
    return "%.1f".formatted(bytes / 1048576.0);
  }
}
