package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sekisho policy list}. */
@Command(name = "list")
final class PolicyListCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Mixin private final Results results = new Results();

  PolicyListCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    JsonNode answer = new ManagerClient(Context.load(environment)).fetch("policies");
    results.print(terminal, () -> answer, () -> print(answer));
    return Exit.CLEAN.code;
  }

  private void print(JsonNode answer) {
    Texts texts = terminal.texts();
    Table table =
        new Table(
            texts.of("column.name"),
            texts.of("column.mode"),
            texts.of("column.enabled"),
            texts.of("column.revision"),
            texts.of("column.changed"),
            texts.of("column.author"));
    for (JsonNode policy : Pages.items(answer)) {
      String mode = policy.path("mode").asText().toLowerCase(Locale.ROOT);
      table.row(
          policy.path("name").asText(),
          texts.has("mode." + mode) ? texts.of("mode." + mode) : mode,
          texts.of(policy.path("enabled").asBoolean() ? "yes" : "no"),
          policy.path("revision").asText(),
          policy.path("updatedAt").asText(),
          policy.path("author").asText());
    }
    table.print(terminal);
  }
}
