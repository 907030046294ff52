package dev.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sekisho manager}: runs the manager in the foreground. */
@Command(name = "manager")
final class ManagerCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Handover handover;

  @Parameters(arity = "0..2", paramLabel = "backup FILE|restore FILE", descriptionKey = "action")
  private List<String> action = new ArrayList<>();

  @Mixin private final ManagerOptions options = new ManagerOptions();

  ManagerCommand(Terminal terminal, Map<String, String> environment, Handover handover) {
    this.terminal = terminal;
    this.environment = environment;
    this.handover = handover;
  }

  @Override
  public Integer call() {
    boolean root = SystemUser.isRoot();
    DataDirectory directory = DataDirectory.of(options.data, root, environment);
    DataDirectory.prepare(directory.manager());
    List<String> asUser = List.of();
    if (!root) {
      DataDirectory.checkWritable(directory.manager());
    } else {
      if (SystemUser.ensure(directory)) {
        terminal.tell("up.user-made", SystemUser.NAME);
      }
      SystemUser.own(directory.manager());
      asUser = SystemUser.prefix();
    }
    Home home = new ProgramCopy(terminal, Home.ofThisProcess(), directory, root).readableHome();
    List<String> line = new ArrayList<>(new ProgramLines(home).manager(options, directory, asUser));
    line.addAll(action);
    return handover.to(line);
  }
}
