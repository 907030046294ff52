package dev.sekisho.manager.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL of a manager that was given none: a child process that listens on 127.0.0.1 alone,
 * asks for a password by SCRAM, and syncs what it commits.
 *
 * <p>Loopback and not a Unix socket, because the JDBC driver would need native code for the latter.
 * Called by one thread.
 */
final class EmbeddedPostgres {
  static final String USER = "sekisho";
  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final List<String> commandPrefix;
  private @Nullable Process process;
  private int port;

  /**
   * A database in a directory.
   *
   * @param directory made if it is not there
   * @param commandPrefix words before each command, for a manager that is root (in tests)
   */
  EmbeddedPostgres(Path directory, List<String> commandPrefix) {
    this.directory = directory;
    this.commandPrefix = List.copyOf(commandPrefix);
  }

  private Path cluster() {
    return directory.resolve("cluster");
  }

  /** Password of {@link #USER}, made at the first start. */
  String password() throws IOException {
    return Files.readString(directory.resolve("password")).strip();
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  boolean isRunning() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /**
   * Uses the server that a running manager started on this directory.
   *
   * @return whether there is one
   */
  boolean attach() throws IOException {
    Path pidFile = cluster().resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return false;
    }
    // pid, data directory, start time, port, …
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.size() < 4 || leftOver(lines).filter(this::isOurs).isEmpty()) {
      return false;
    }
    port = Integer.parseInt(lines.get(3).strip());
    return true;
  }

  private static Optional<ProcessHandle> leftOver(List<String> pidFile) {
    return pidFile.stream()
        .findFirst()
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,9}"))
        .flatMap(text -> ProcessHandle.of(Long.parseLong(text)));
  }

  /** Unpacks, makes the cluster and starts it, each where it was not done before. */
  void start() throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path home = PostgresBinaries.unpack(directory);
    if (!Files.exists(cluster().resolve("PG_VERSION"))) {
      initialise(home);
    }
    checkVersion(home);
    endLeftOver();
    port = freePort();
    List<String> command = new ArrayList<>(commandPrefix);
    command.add(home.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", cluster().toString()));
    PostgresSettings.of(port)
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(directory.resolve("start.log").toFile()))
            .directory(directory.toFile())
            .start();
  }

  /** The last words of a server that ended at its start. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(directory.resolve("start.log"));
      return String.join(" / ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  private void initialise(Path home) throws IOException, InterruptedException {
    Path passwordFile = directory.resolve("password");
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    Files.deleteIfExists(passwordFile);
    Files.createFile(
        passwordFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        passwordFile, Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n");
    giveToServer();
    run(
        List.of(
            home.resolve("bin/initdb").toString(),
            "-D",
            cluster().toString(),
            "-U",
            USER,
            "--auth=scram-sha-256",
            "--pwfile=" + passwordFile,
            "--encoding=UTF8",
            "--locale=C",
            "--lc-ctype=C.UTF-8",
            "--data-checksums"));
  }

  /**
   * Only where the manager is root and the server must not be: the directory becomes the server's.
   */
  private void giveToServer() throws IOException, InterruptedException {
    if (!commandPrefix.isEmpty()) {
      Optional<String> user =
          commandPrefix.stream()
              .filter(word -> word.startsWith("--reuid="))
              .map(word -> word.substring("--reuid=".length()))
              .findFirst();
      if (user.isPresent()) {
        execute(List.of("chown", "-R", user.get(), directory.toString()));
      }
    }
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(commandPrefix);
    whole.addAll(command);
    execute(whole);
  }

  private void execute(List<String> command) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile()).start();
    child.getOutputStream().close();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (child.waitFor() != 0) {
      throw new IOException(
          command.getFirst() + " ended with " + child.exitValue() + ": " + output);
    }
  }

  /** Another major version cannot read the files: better to say so than to let it fail. */
  private void checkVersion(Path home) throws IOException {
    String data = Files.readString(cluster().resolve("PG_VERSION")).strip();
    String programs = majorVersion(home);
    if (!data.equals(programs)) {
      throw new IOException(
          "the database was made by PostgreSQL %s, and this release carries %s: make a backup with the release that made it, then restore it with this one"
              .formatted(data, programs));
    }
  }

  private static String majorVersion(Path home) throws IOException {
    Process child =
        new ProcessBuilder(home.resolve("bin/postgres").toString(), "--version").start();
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return text.replaceAll(".*\\) (\\d+).*", "$1");
  }

  /**
   * A server that outlived its manager (kill -9) is ended; a pid that means another is forgotten.
   */
  private void endLeftOver() throws IOException, InterruptedException {
    Path pidFile = cluster().resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> left = leftOver(Files.readAllLines(pidFile));
    if (left.isPresent() && isOurs(left.get())) {
      LOG.infof(
          "ending the database server that the last manager left behind, pid %d", left.get().pid());
      signal(left.get().pid(), "INT");
      left.get()
          .onExit()
          .completeOnTimeout(left.get(), STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
    Files.deleteIfExists(pidFile);
  }

  private boolean isOurs(ProcessHandle handle) {
    try {
      String command = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"));
      return command.contains("\0" + cluster() + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  /** Stops it in order: open transactions are rolled back, a checkpoint is written. */
  void stop() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      return;
    }
    try {
      signal(current.pid(), "INT");
      if (!current.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warnf("the database server did not stop in %s", STOP_PATIENCE);
        signal(current.pid(), "QUIT");
      }
    } catch (IOException e) {
      LOG.warn("the database server could not be stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * SIGINT is PostgreSQL's fast shutdown; Java itself can only send TERM, which waits for clients.
   */
  private void signal(long pid, String name) throws IOException, InterruptedException {
    execute(List.of("/bin/kill", "-" + name, Long.toString(pid)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
