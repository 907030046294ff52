package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sekisho policy delete}. */
@Command(name = "delete")
final class PolicyDeleteCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Parameters(arity = "1..*", paramLabel = "NAME", descriptionKey = "policy-name")
  private List<String> names = new ArrayList<>();

  PolicyDeleteCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ManagerClient manager = new ManagerClient(Context.load(environment));
    for (String name : names) {
      manager.delete("policies/" + ManagerClient.encode(name));
      terminal.print("policy.delete.done", name);
    }
    return Exit.CLEAN.code;
  }
}
