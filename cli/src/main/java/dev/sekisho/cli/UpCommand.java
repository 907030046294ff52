package dev.sekisho.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sekisho up}: manager and enforcer on this machine, until Ctrl-C. */
@Command(name = "up")
final class UpCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Map<String, String> environment;

  @Mixin private final UpOptions options = new UpOptions();

  UpCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Up up = new Up(terminal, environment, Home.ofThisProcess(), options);
    Up.Running running = up.start();
    terminal.out().println();
    terminal.print("up.console", running.ready().console());
    up.firstPassword().ifPresent(password -> terminal.print("up.first-password", password));
    terminal.print("up.ca", running.ready().ca());
    terminal.print(running.enforcing() ? "up.enforcing" : "up.not-enforcing");
    terminal.print("up.next");
    terminal.out().flush();
    return up.watch();
  }
}
