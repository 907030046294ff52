package dev.sekisho.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sekisho version}: what is running. */
@Command(name = "version")
final class VersionCommand implements Callable<Integer> {
  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    terminal.print("version", Version.text(), Runtime.version(), System.getProperty("os.arch"));
    return Exit.CLEAN.code;
  }
}
