package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * The real manager as a process on a directory of its own, started by the code of {@code sekisho
 * up}, and the real command that speaks to it.
 */
final class RealManager implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(40);

  private final Path directory;
  private final ManagerOptions options = new ManagerOptions();
  private final DataDirectory data;
  private final Map<String, String> environment = new HashMap<>();
  private ChildProcess process;

  private RealManager(Path directory, Consumer<ManagerOptions> settings) {
    this.directory = directory;
    this.data = new DataDirectory(directory.resolve("data"));
    options.data = data.folder().toString();
    options.consoleAddress = "127.0.0.1:" + freePort();
    options.agentsAddress = "127.0.0.1:" + freePort();
    environment.put("HOME", directory.toString());
    settings.accept(options);
    data.prepare();
    if (SystemUser.isRoot()) {
      SystemUser.ensure(data);
    }
    process = launch();
  }

  /** Starts one; {@link #awaitReady} follows. */
  static RealManager begin(Consumer<ManagerOptions> settings) {
    Assumptions.assumeTrue(
        Files.exists(home().managerJar()),
        "the manager is not built: mvn -pl manager,cli -am verify");
    return new RealManager(freshDirectory(), settings);
  }

  /** Starts one and waits until it answers. */
  static RealManager start() {
    RealManager manager = begin(options -> {});
    manager.awaitReady();
    return manager;
  }

  /** The home in a checkout, as Maven leaves its parts. */
  static Home home() {
    Path built = Path.of("../manager/target/quarkus-app").toAbsolutePath().normalize();
    try {
      Path home = Path.of("target/proof-home").toAbsolutePath();
      Files.createDirectories(home);
      if (!Files.isSymbolicLink(home.resolve("manager"))) {
        Files.createSymbolicLink(home.resolve("manager"), built);
      }
      return new Home(home, Path.of(System.getProperty("java.home")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path freshDirectory() {
    try {
      Path made = Files.createTempDirectory(Path.of("/tmp"), "sekisho-proof-");
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody listens on now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalManager local() {
    return new LocalManager(
        Captured.english().terminal, home(), options, data, SystemUser.isRoot());
  }

  private ChildProcess launch() {
    return local().start(SystemUser.isRoot());
  }

  /** Waits until it answers, and writes the command's context. */
  void awaitReady() {
    LocalManager local = local();
    local.context(local.awaitReady(process)).save(Context.file(environment));
  }

  /** Ends it as Ctrl-C does. */
  void stop() {
    process.stop(STOP);
  }

  /** Starts it again on the same data; {@link #awaitReady} may follow. */
  void launchAgain() {
    process = launch();
  }

  ChildProcess process() {
    return process;
  }

  ManagerOptions options() {
    return options;
  }

  Path directory() {
    return directory;
  }

  DataDirectory data() {
    return data;
  }

  URI agents() {
    return URI.create("https://" + options.agentsAddress);
  }

  ManagerClient client() {
    return new ManagerClient(context());
  }

  Context context() {
    return Context.load(environment);
  }

  /** What the environment of a command holds. */
  Map<String, String> environment() {
    return environment;
  }

  /** Makes an enrolment token. */
  String token(Map<String, Object> grant) {
    return client().send("POST", "enrolment-tokens", Map.of(), grant).path("token").asText();
  }

  /** The stored events that fit, the newest first. */
  List<JsonNode> events(Map<String, String> filter) {
    List<JsonNode> events = new ArrayList<>();
    client().fetch("events", filter).path("items").forEach(events::add);
    return events;
  }

  /**
   * How a command ended.
   *
   * @param code its exit code
   * @param out what it wrote to standard output
   * @param error what it wrote to standard error
   */
  record Ran(int code, String out, String error) {}

  /** Runs the command in English. */
  Ran run(String... arguments) {
    return run(Map.of(), arguments);
  }

  /** Runs the command with more in its environment. */
  Ran run(Map<String, String> more, String... arguments) {
    Map<String, String> whole = new HashMap<>(environment);
    whole.putAll(more);
    Captured captured = new Captured(whole);
    int code = SekishoProgram.run(captured.terminal, whole, arguments);
    return new Ran(code, captured.out(), captured.error());
  }

  /** Runs a command that hands over to another program, as the launcher does, in English. */
  SystemUser.Outcome handOver(String... arguments) {
    Path line = directory.resolve("handed-over");
    System.setProperty("sekisho.home", home().folder().toString());
    System.setProperty("sekisho.exec", line.toString());
    try {
      Files.deleteIfExists(line);
      Ran ran = run(arguments);
      return ran.code() == 0 && Files.exists(line)
          ? SystemUser.run(List.of("env", "LC_ALL=C", "sh", "-c", "exec " + Files.readString(line)))
          : new SystemUser.Outcome(ran.code(), ran.error());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      System.clearProperty("sekisho.home");
      System.clearProperty("sekisho.exec");
    }
  }

  /** Waits for something that another process does. */
  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in " + PATIENCE + ": " + what);
      }
      pause();
    }
  }

  @SuppressWarnings("ThreadSleep") // another process has nothing else to wait for
  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    stop();
    delete(directory);
  }

  /** Takes a directory away with all that is in it. */
  static void delete(Path directory) {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
