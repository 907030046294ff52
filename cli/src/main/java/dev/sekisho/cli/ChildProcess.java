package dev.sekisho.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The manager or the enforcer as a process of ours, its output in a bounded log. */
final class ChildProcess {
  private final String name;
  private final Process process;
  private final BoundedLog log;
  private final Path logFile;
  private final Thread drain = Thread.ofPlatform().daemon().unstarted(this::drain);

  private ChildProcess(String name, Process process, BoundedLog log, Path logFile) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.logFile = logFile;
  }

  /**
   * Starts a program. The caller's thread must live as long as the program: the program is told to
   * end when that thread does (PR_SET_PDEATHSIG).
   */
  static ChildProcess start(String name, List<String> command, Path logFile) {
    try {
      BoundedLog log = new BoundedLog(logFile);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      ChildProcess child = new ChildProcess(name, process, log, logFile);
      child.drain.start();
      return child;
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("cannot-start", name, Cause.of(e), logFile);
    }
  }

  private void drain() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        log) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.line(line);
      }
    } catch (IOException e) {
      // A full disk must not block the program on its output: read on, keep nothing.
      System.err.println(name + ": its log cannot be written: " + Cause.of(e));
      discard();
    }
  }

  private void discard() {
    try {
      process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The pipe is gone because the program is: onExit tells of that.
      return;
    }
  }

  String name() {
    return name;
  }

  Path logFile() {
    return logFile;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  /** The last lines that it wrote; of a program that has ended, really the last. */
  List<String> lastLines() {
    if (!process.isAlive()) {
      try {
        drain.join(Duration.ofSeconds(2)); // a child of its own may hold the pipe open
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return log.lastLines();
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /**
   * Asks the program to end, and ends it when it does not.
   *
   * @return whether it ended by itself in time
   */
  boolean stop(Duration patience) {
    process.toHandle().destroy(); // Process.destroy would close the pipe before its last words
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
