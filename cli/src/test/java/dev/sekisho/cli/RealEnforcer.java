package dev.sekisho.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The real enforcer as a process, without a container engine: it holds nothing on this host, and
 * does all that it does with a manager. What it may see of the host is a directory of its own, so
 * that each is a machine of its own.
 */
final class RealEnforcer implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Path directory;
  private final URI manager;
  private final List<String> more;
  private ChildProcess process;

  private RealEnforcer(Path directory, URI manager, List<String> more) {
    this.directory = directory;
    this.manager = manager;
    this.more = List.copyOf(more);
    this.process = launch();
  }

  /**
   * Starts one on a directory.
   *
   * @param directory where its data, its token and its host's files are
   */
  static RealEnforcer start(Path directory, URI manager, String... more) {
    return new RealEnforcer(directory, manager, List.of(more));
  }

  /** A directory with a machine id of its own and a token. */
  static Path machine(Path directory, String token) {
    try {
      Files.createDirectories(directory.resolve("root/etc"));
      Files.writeString(
          directory.resolve("root/etc/machine-id"), UUID.randomUUID().toString().replace("-", ""));
      Files.createDirectories(directory.resolve("root/proc/sys/kernel"));
      Files.writeString(
          directory.resolve("root/proc/sys/kernel/hostname"), directory.getFileName() + "\n");
      giveToken(directory, token);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void giveToken(Path directory, String token) throws IOException {
    Files.writeString(directory.resolve("token"), token + "\n");
  }

  private ChildProcess launch() {
    List<String> line =
        new ArrayList<>(
            List.of(
                RealManager.home().javaCommand().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-Duser.language=en",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.sekisho.enforcer.EnforcerProgram",
                "--data",
                data().toString(),
                "--manager",
                manager.toString(),
                "--token-file",
                directory.resolve("token").toString(),
                "--engine",
                "unix://" + directory.resolve("no-engine.sock"),
                "--bpffs",
                "/sys/fs/bpf/sekisho-" + directory.getFileName(),
                "--host-root",
                directory.resolve("root").toString()));
    line.addAll(more);
    return ChildProcess.start("enforcer", line, directory.resolve("enforcer.log"));
  }

  Path data() {
    return directory.resolve("data");
  }

  Path directory() {
    return directory;
  }

  ChildProcess process() {
    return process;
  }

  /** All that it said, in its own words. */
  String said() {
    return String.join("\n", process.lastLines());
  }

  void awaitWords(String words) {
    try {
      RealManager.until("the enforcer says \"" + words + "\"", () -> said().contains(words));
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + "; it said:\n" + said(), late);
    }
  }

  void stop() {
    process.stop(STOP);
  }

  void startAgain() {
    process = launch();
  }

  @Override
  public void close() {
    stop();
  }
}
