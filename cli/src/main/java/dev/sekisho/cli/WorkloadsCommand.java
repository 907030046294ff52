package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sekisho workloads}: what runs, which policies speak of it, and how surely they hold. */
@Command(name = "workloads")
final class WorkloadsCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Mixin private final Results results = new Results();

  WorkloadsCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    JsonNode answer = new ManagerClient(Context.load(environment)).fetch("workloads");
    results.print(terminal, () -> answer, () -> print(answer));
    return Exit.CLEAN.code;
  }

  private void print(JsonNode answer) {
    Texts texts = terminal.texts();
    Table table =
        new Table(
            texts.of("column.workload"),
            texts.of("column.image"),
            texts.of("column.host"),
            texts.of("column.policies"),
            texts.of("column.controls"));
    for (JsonNode entry : Pages.items(answer)) {
      JsonNode report = entry.has("report") ? entry.path("report") : entry;
      JsonNode workload = report.path("workload");
      String name = workload.path("container").path("name").asText("");
      table.row(
          name.isEmpty() ? workload.path("id").asText() : name,
          workload.path("image").path("name").asText(""),
          entry.path("hostName").asText(workload.path("host").path("logicalName").asText()),
          joined(report.path("policies")),
          controls(report.path("assurances")));
    }
    table.print(terminal);
  }

  private static String joined(JsonNode names) {
    List<String> texts = new ArrayList<>();
    names.forEach(name -> texts.add(name.asText()));
    return String.join(", ", texts);
  }

  private String controls(JsonNode assurances) {
    List<String> shown = new ArrayList<>();
    for (JsonNode assurance : assurances) {
      String level = assurance.path("level").asText().toLowerCase(Locale.ROOT);
      if (!level.equals("off")) {
        String key = "assurance." + level;
        shown.add(
            assurance.path("control").asText()
                + ": "
                + (terminal.texts().has(key) ? terminal.texts().of(key) : level));
      }
    }
    return String.join(", ", shown);
  }
}
