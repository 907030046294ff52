package dev.sekisho.cli;

import dev.sekisho.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts the manager on this machine and waits until it answers. */
final class LocalManager {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Terminal terminal;
  private final ManagerOptions options;
  private final DataDirectory directory;
  private final ProgramCopy program;

  LocalManager(
      Terminal terminal, Home home, ManagerOptions options, DataDirectory directory, boolean root) {
    this.terminal = terminal;
    this.options = options;
    this.directory = directory;
    this.program = new ProgramCopy(terminal, home, directory, root);
  }

  /**
   * What a manager that is ready says of itself.
   *
   * @param console address of console and API, {@code https://host:port}
   * @param agents address for enforcers
   * @param ca path of the CA's certificate in PEM
   * @param caSha256 SHA-256 of that certificate's DER, hexadecimal
   */
  record Ready(String console, String agents, String ca, String caSha256) {}

  /** Refuses what cannot work before anything is started. */
  void check() {
    checkFree("--console-address", options.consoleAddress);
    checkFree("--agents-address", options.agentsAddress);
  }

  private static void checkFree(String option, String address) {
    int colon = address.lastIndexOf(':');
    int port;
    try {
      port = Integer.parseInt(address.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw Exit.INPUT.because("bad-address", option, address);
    }
    if (colon < 1 || port < 0 || port > 65535) {
      throw Exit.INPUT.because("bad-address", option, address);
    }
    String host = address.substring(0, colon).replace("[", "").replace("]", "");
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the manager will; a listener still makes it fail
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("address-in-use", option, address, Cause.of(e));
    }
  }

  /** Starts the process; {@link #awaitReady} follows. */
  ChildProcess start(boolean root) {
    List<String> prefix = new ArrayList<>(List.of("setsid"));
    if (root) {
      SystemUser.own(directory.manager());
      prefix.addAll(SystemUser.prefix());
    } else {
      prefix.add("setpriv");
    }
    prefix.add("--pdeathsig=TERM"); // so that it does not outlive an `up` that was killed
    try {
      Files.deleteIfExists(directory.ready()); // what a manager before this one said
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory.manager(), Cause.of(e));
    }
    return ChildProcess.start(
        "manager",
        new ProgramLines(program.readableHome()).manager(options, directory, prefix),
        directory.log("manager"));
  }

  /** Waits until the manager answers. */
  Ready awaitReady(ChildProcess manager) {
    Progress progress = new Progress(terminal, "up.starting-manager");
    boolean ready =
        progress.await(
            () -> !manager.isAlive() || (Files.exists(directory.ready()) && isReady()), PATIENCE);
    if (!manager.isAlive()) {
      throw died(manager);
    }
    if (!ready) {
      throw Exit.ENVIRONMENT.because("manager-late", PATIENCE.toSeconds(), manager.logFile());
    }
    return readyFile();
  }

  private Exit.Failure died(ChildProcess manager) {
    terminal.tell("up.last-lines", manager.name(), manager.logFile());
    manager.lastLines().forEach(line -> terminal.error().println("  | " + Inert.line(line)));
    return Exit.ENVIRONMENT.because("manager-died", manager.exitCode(), manager.logFile());
  }

  private boolean isReady() {
    Ready ready = readyFile();
    return new ManagerClient(new Context(ready.console, ready.ca, "")).isReady();
  }

  private Ready readyFile() {
    try {
      return Json.read(Files.readAllBytes(directory.ready()), Ready.class);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("manager-ready-file", directory.ready(), Cause.of(e));
    }
  }

  /** The context of the command line on this machine. */
  Context context(Ready ready) {
    Path file = directory.localToken();
    try {
      return new Context(ready.console, ready.ca, Files.readString(file).strip());
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("manager-ready-file", file, Cause.of(e));
    }
  }
}
