package dev.sekisho.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sekisho db}: the advisories on this machine. */
@Command(name = "db")
final class DbCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the specification before it calls
  DbCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), spec.resourceBundle().getString("error.sub-command-missing"));
  }
}
