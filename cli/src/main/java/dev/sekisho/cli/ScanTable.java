package dev.sekisho.cli;

import dev.sekisho.model.Finding;
import dev.sekisho.model.ScanReport;
import dev.sekisho.model.Severity;
import dev.sekisho.scan.report.Words;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A report for a person at a terminal: what is wrong, worst first, and what to do. */
final class ScanTable {
  private final Terminal terminal;
  private final Words words;

  ScanTable(Terminal terminal) {
    this.terminal = terminal;
    this.words = new Words(terminal.texts().locale());
  }

  void print(ScanReport report, boolean components) {
    PrintStream out = terminal.out();
    out.println(terminal.paint(Terminal.Ink.STRONG, Inert.line(head(report))));
    List<Finding.Vulnerability> vulnerabilities = new ArrayList<>();
    List<Finding> others = new ArrayList<>();
    for (Finding finding : report.findings()) {
      if (finding instanceof Finding.Vulnerability found) {
        vulnerabilities.add(found);
      } else {
        others.add(finding);
      }
    }
    vulnerabilities(vulnerabilities);
    for (Finding finding : others) {
      out.println(severity(finding) + "  " + Inert.line(words.sentence(finding)));
    }
    if (components) {
      components(report);
    }
    end(report);
  }

  private String head(ScanReport report) {
    String system = report.system().map(found -> " (" + found.name() + ")").orElse("");
    return report.target().name() + system;
  }

  private void vulnerabilities(List<Finding.Vulnerability> findings) {
    if (findings.isEmpty()) {
      return;
    }
    Texts texts = terminal.texts();
    Table table =
        new Table(
            texts.of("scan.column.severity"),
            texts.of("scan.column.id"),
            texts.of("scan.column.package"),
            texts.of("scan.column.installed"),
            texts.of("scan.column.fixed"));
    for (Finding.Vulnerability found : findings) {
      String exploited = found.knownExploited().isPresent() ? " !" : "";
      table.row(
          severityWord(found) + exploited,
          found.id(),
          found.component().purl().name(),
          found.component().purl().version(),
          found.fixedVersion().orElse("–"));
    }
    table.print(terminal);
    if (findings.stream().anyMatch(found -> found.knownExploited().isPresent())) {
      terminal.print("scan.exploited-note");
    }
  }

  private String severity(Finding finding) {
    String word = severityWord(finding);
    return switch (finding.severity().orElse(Severity.NONE)) {
      case CRITICAL, HIGH -> terminal.paint(Terminal.Ink.BAD, word);
      case MEDIUM -> terminal.paint(Terminal.Ink.ATTENTION, word);
      case LOW, NONE -> word;
    };
  }

  private String severityWord(Finding finding) {
    return words.of(
        "severity."
            + finding.severity().orElse(Severity.NONE).name().toLowerCase(java.util.Locale.ROOT));
  }

  private void components(ScanReport report) {
    Table table =
        new Table(
            terminal.texts().of("scan.column.package"),
            terminal.texts().of("scan.column.installed"),
            terminal.texts().of("scan.column.where"));
    report
        .components()
        .forEach(
            component ->
                table.row(
                    component.purl().type() + " " + component.purl().name(),
                    component.purl().version(),
                    component.locations().getFirst().path()));
    table.print(terminal);
  }

  /** Counts, and in the very last line what is missing. */
  private void end(ScanReport report) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    report
        .findings()
        .forEach(f -> counts.merge(f.severity().orElse(Severity.NONE), 1, Integer::sum));
    terminal.print(
        "scan.counts",
        report.findings().size(),
        counts.getOrDefault(Severity.CRITICAL, 0),
        counts.getOrDefault(Severity.HIGH, 0),
        counts.getOrDefault(Severity.MEDIUM, 0),
        counts.getOrDefault(Severity.LOW, 0),
        counts.getOrDefault(Severity.NONE, 0),
        report.components().size());
    report.leftOut().forEach(phrase -> terminal.out().println(Inert.line(words.of(phrase))));
    if (report.gaps().isEmpty()) {
      return;
    }
    report.gaps().stream()
        .limit(20)
        .forEach(gap -> terminal.print("scan.gap", gap.where(), gap.why()));
    if (report.gaps().size() > 20) {
      terminal.print("scan.more-gaps", report.gaps().size() - 20);
    }
    terminal.print("scan.incomplete", report.gaps().size());
  }
}
