package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.ProblemException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The program: {@code java -jar quarkus-run.jar} runs the manager; {@code backup FILE} and {@code
 * restore FILE} work on its data directory and end.
 */
@QuarkusMain
public final class ManagerProgram {
  private static final int WRONG_INPUT = 2;
  private static final int ENVIRONMENT = 3;

  /** Problems of what the manager was given; all others are of the environment. */
  private static final Set<String> INPUT =
      Set.of(
          "manager-no-data-directory",
          "manager-bad-address",
          "manager-bad-ca-file",
          "manager-bad-database-url",
          "manager-restore-failed",
          "manager-not-empty");

  private ManagerProgram() {}

  /** Begins here. */
  public static void main(String[] arguments) {
    try {
      refuseRoot();
      ManagerConfiguration configuration =
          ManagerConfiguration.read(hostName(), ManagerConfiguration::fromProcess);
      if (arguments.length == 0) {
        Preparation.checkPorts(configuration);
        Preparation.prepare(configuration).forEach(System::setProperty);
        Quarkus.run(null, ManagerProgram::ended, arguments);
        return;
      }
      System.exit(command(configuration, arguments));
    } catch (ProblemException e) {
      System.exit(told(e));
    }
  }

  /** Says what is wrong, and with which code to end. */
  private static int told(ProblemException e) {
    System.err.println(e.getMessage());
    return e.problems().stream().allMatch(problem -> INPUT.contains(problem.id()))
        ? WRONG_INPUT
        : ENVIRONMENT;
  }

  /** The framework has ended; what kept it from starting is in its log already, in its words. */
  private static void ended(int code, @Nullable Throwable failure) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ProblemException problem) {
        System.exit(told(problem));
      }
    }
    System.exit(failure == null ? code : ENVIRONMENT);
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
    System.err.println(StartProblem.words("usage"));
    return WRONG_INPUT;
  }

  /** Nothing here needs root, and PostgreSQL refuses it. */
  private static void refuseRoot() {
    try {
      if (((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0) {
        throw StartProblem.exception("manager-is-root");
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
