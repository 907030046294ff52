package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program: {@code java -jar quarkus-run.jar} runs the manager; {@code backup FILE} and {@code
 * restore FILE} work on its data directory and end.
 */
@QuarkusMain
public final class ManagerProgram {
  private static final int WRONG_INPUT = 2;
  private static final int ENVIRONMENT = 3;

  private ManagerProgram() {}

  /** Begins here. */
  public static void main(String[] arguments) {
    try {
      refuseRoot();
      ManagerConfiguration configuration =
          ManagerConfiguration.read(hostName(), ManagerConfiguration::fromProcess);
      if (arguments.length == 0) {
        Preparation.prepare(configuration).forEach(System::setProperty);
        Quarkus.run(arguments);
        return;
      }
      System.exit(command(configuration, arguments));
    } catch (ProblemException e) {
      System.err.println(e.getMessage());
      System.exit(ENVIRONMENT);
    }
  }

  private static int command(ManagerConfiguration configuration, String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("backup")) {
      BackupCommand.backup(configuration, Path.of(arguments[1]));
      return 0;
    }
    if (arguments.length == 2 && arguments[0].equals("restore")) {
      BackupCommand.restore(configuration, Path.of(arguments[1]));
      return 0;
    }
    System.err.println("usage: manager [backup FILE | restore FILE]");
    return WRONG_INPUT;
  }

  /** Nothing here needs root, and PostgreSQL refuses it. */
  private static void refuseRoot() {
    try {
      if (((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0) {
        throw new ProblemException(
            new Problem(
                "manager-is-root",
                "the manager does not run as root",
                "start it by: sekisho up, which uses the system user sekisho"));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux, or no /proc: PostgreSQL itself refuses root then.
      System.err.println("cannot tell whose process this is: " + e.getMessage());
    }
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
