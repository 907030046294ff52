package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sekisho.policy.Messages;
import dev.sekisho.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy apply}: gives policies in files to the manager. */
@Command(name = "apply")
final class PolicyApplyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Supplier<Messages> messages;
  private final Map<String, String> environment;

  @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "files")
  private List<String> files = new ArrayList<>();

  @Option(names = "--dry-run")
  private boolean dryRun;

  @Mixin private final Results results = new Results();

  PolicyApplyCommand(
      Terminal terminal, Supplier<Messages> messages, Map<String, String> environment) {
    this.terminal = terminal;
    this.messages = messages;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    // All are read before the first is sent: an error in the last must not leave half of them.
    List<PolicyFiles.PolicyFile> read =
        files.stream().map(name -> PolicyFiles.readValid(terminal, messages.get(), name)).toList();
    read.forEach(file -> PolicyFiles.explain(terminal, messages.get(), file.parsed()));
    ManagerClient manager = new ManagerClient(Context.load(environment));
    ArrayNode changes = Json.mapper().createArrayNode();
    for (PolicyFiles.PolicyFile file : read) {
      JsonNode answer =
          manager.sendYaml("POST", "policies", Map.of("dryRun", dryRun ? "true" : ""), file.text());
      Pages.items(answer).forEach(changes::add);
    }
    results.print(terminal, () -> changes, () -> changes.forEach(this::tell));
    return Exit.CLEAN.code;
  }

  private void tell(JsonNode change) {
    String done = change.path("change").asText().toLowerCase(java.util.Locale.ROOT);
    String key = "policy.apply." + done;
    terminal.print(
        terminal.texts().has(key) ? key : "policy.apply.changed",
        change.path("name").asText(),
        change.path("revision").asText());
    if (dryRun) {
      terminal.print("policy.apply.dry-run");
    }
  }
}
