package dev.sekisho.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy get}: a policy's text as it was written. */
@Command(name = "get")
final class PolicyGetCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "policy-name")
  private String name = "";

  @Mixin private final Results results = new Results();

  PolicyGetCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ManagerClient manager = new ManagerClient(Context.load(environment));
    String path = "policies/" + ManagerClient.encode(name);
    results.print(
        terminal,
        () -> manager.fetch(path),
        () -> terminal.out().print(ended(Inert.block(manager.fetchYaml(path)))));
    return Exit.CLEAN.code;
  }

  private static String ended(String text) {
    return text.endsWith("\n") ? text : text + "\n";
  }
}
