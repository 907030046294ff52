package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy rollback}: makes an earlier revision the newest one. */
@Command(name = "rollback")
final class PolicyRollbackCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "policy-name")
  private String name = "";

  @Option(names = "--to", required = true, paramLabel = "REVISION")
  private int revision;

  PolicyRollbackCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    JsonNode answer =
        new ManagerClient(Context.load(environment))
            .send(
                "POST",
                "policies/" + ManagerClient.encode(name) + "/rollback",
                Map.of("to", Integer.toString(revision)),
                Map.of());
    terminal.print("policy.rollback.done", name, revision, answer.path("revision").asText());
    return Exit.CLEAN.code;
  }
}
