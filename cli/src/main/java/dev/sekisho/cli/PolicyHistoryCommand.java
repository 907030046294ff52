package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy history}: who changed a policy, and when. */
@Command(name = "history")
final class PolicyHistoryCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "policy-name")
  private String name = "";

  @Mixin private final Results results = new Results();

  PolicyHistoryCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    JsonNode answer =
        new ManagerClient(Context.load(environment))
            .fetch("policies/" + ManagerClient.encode(name) + "/history");
    results.print(terminal, () -> answer, () -> print(answer));
    return Exit.CLEAN.code;
  }

  private void print(JsonNode answer) {
    Texts texts = terminal.texts();
    Table table =
        new Table(
            texts.of("column.revision"),
            texts.of("column.changed"),
            texts.of("column.author"),
            texts.of("column.change"));
    for (JsonNode revision : Pages.items(answer)) {
      table.row(
          revision.path("revision").asText(),
          revision.path("at").asText(),
          revision.path("author").asText(),
          revision.path("change").asText().toLowerCase(Locale.ROOT));
    }
    table.print(terminal);
  }
}
