package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the enforcer of this machine and enrols it at the manager where it is not yet. */
final class LocalEnforcer {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Home home;
  private final DataDirectory directory;
  private final EnforcerOptions options;

  LocalEnforcer(Terminal terminal, Home home, DataDirectory directory, EnforcerOptions options) {
    this.terminal = terminal;
    this.home = home;
    this.directory = directory;
    this.options = options;
  }

  ChildProcess start(LocalManager.Ready ready, ManagerClient manager) {
    List<String> arguments =
        new ArrayList<>(
            List.of("--data", directory.enforcer().toString(), "--manager", ready.agents()));
    if (!directory.isEnrolled()) {
      writeToken(manager);
      arguments.addAll(List.of("--token-file", directory.enrolmentToken().toString()));
    }
    arguments.addAll(options.arguments());
    List<String> line = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig=TERM"));
    line.addAll(new ProgramLines(home).enforcer(arguments));
    return ChildProcess.start("enforcer", line, directory.log("enforcer"));
  }

  private void writeToken(ManagerClient manager) {
    JsonNode answer =
        manager.send("POST", "enrolment-tokens", Map.of(), Map.of("validFor", "PT10M"));
    Path file = directory.enrolmentToken();
    try {
      Path fresh =
          Files.createTempFile(
              directory.enforcer(),
              ".token",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, answer.path("token").asText() + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory.enforcer(), Cause.of(e));
    }
  }

  /**
   * Waits until the manager has heard from the enforcer.
   *
   * @return whether it has in time; where not, the last lines of the log were shown
   */
  boolean awaitReport(ChildProcess enforcer, ManagerClient manager, Instant since) {
    Progress progress = new Progress(terminal, "up.starting-enforcer");
    boolean reported =
        progress.await(() -> !enforcer.isAlive() || hasReported(manager, since), PATIENCE);
    if (!enforcer.isAlive() || !reported) {
      terminal.tell("up.last-lines", enforcer.name(), enforcer.logFile());
      enforcer.lastLines().forEach(line -> terminal.error().println("  | " + Inert.line(line)));
    }
    return enforcer.isAlive() && reported;
  }

  private static boolean hasReported(ManagerClient manager, Instant since) {
    for (JsonNode host : Pages.items(manager.fetch("hosts"))) {
      String seen = host.path("lastSeen").asText("");
      if (!seen.isEmpty() && Instant.parse(seen).isAfter(since)) {
        return true;
      }
    }
    return false;
  }
}
