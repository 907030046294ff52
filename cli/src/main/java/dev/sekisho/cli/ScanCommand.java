package dev.sekisho.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sekisho scan}: names what can be scanned. */
@Command(name = "scan")
final class ScanCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification before it calls
  ScanCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), spec.resourceBundle().getString("error.sub-command-missing"));
  }
}
