package dev.sekisho.performance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link GuardedHost} from the outside: guards are in force from {@link #start} to close. */
final class GuardedProcess implements AutoCloseable {
  /** As the enforcer runs: small heap, serial collector, first compiler only. */
  private static final List<String> FLAGS =
      List.of(
          "-Xmx48m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final Path work;
  private final BufferedReader output;
  private final Writer input;

  private GuardedProcess(Process process, Path work) {
    this.process = process;
    this.work = work;
    this.output = process.inputReader(StandardCharsets.UTF_8);
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Starts it and waits until what runs is guarded. */
  static GuardedProcess start(GuardSet guardSet) throws IOException {
    Path work = Files.createTempDirectory("sekisho-guarded");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(GuardedHost.class.getName());
    command.add("/sys/fs/bpf/sekisho-performance-" + ProcessHandle.current().pid());
    command.add(work.resolve("pulse").toString());
    command.add(guardSet.name());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    GuardedProcess guarded = new GuardedProcess(process, work);
    String line = guarded.output.readLine();
    if (!"ready".equals(line)) {
      process.destroyForcibly();
      throw new IOException("the guards did not start: " + line);
    }
    return guarded;
  }

  long pid() {
    return process.pid();
  }

  /** Answer to one command, in one line. */
  String ask(String command) throws IOException {
    input.write(command + "\n");
    input.flush();
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the guards' process ended");
    }
    return line;
  }

  /** Decisions that reached the sink so far. */
  long count() throws IOException {
    return Long.parseLong(ask("count"));
  }

  /** Events lost so far. */
  long lost() throws IOException {
    return Long.parseLong(ask("lost"));
  }

  @Override
  public void close() throws IOException {
    input.write("quit\n");
    input.flush();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the guards' process did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    Rig.delete(work);
  }
}
