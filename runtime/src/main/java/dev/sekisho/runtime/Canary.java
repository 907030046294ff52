package dev.sekisho.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code src/main/c/canary.c}: makes an execution inside a container that a guard must
 * stop. An execution that nobody stops ends before its first instruction, so whatever is executed
 * does nothing.
 */
final class Canary {
  private static final long PATIENCE_SECONDS = 5;

  private final Path program;

  private Canary(Path program) {
    this.program = program;
  }

  /** How a flight ended. */
  sealed interface Outcome {
    /** Nobody stopped it. */
    record Ran() implements Outcome {}

    record Killed(int signal) implements Outcome {}

    record Refused(int errno) implements Outcome {}

    /** It did not get to the point: nothing is proved. */
    record Aborted(String why) implements Outcome {}
  }

  /**
   * Lays the program down for this machine.
   *
   * @param file where to put it
   * @return empty where there is none for this architecture
   */
  static Optional<Canary> prepare(Path file) throws IOException {
    String resource = "canary-" + System.getProperty("os.arch");
    try (InputStream stream = Canary.class.getResourceAsStream(resource)) {
      if (stream == null) return Optional.empty();
      byte[] content = stream.readAllBytes();
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), content)) {
        Path fresh =
            Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".canary",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.write(fresh, content);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      }
      return Optional.of(new Canary(file));
    }
  }

  /** One execution that is about to be made. */
  static final class Flight implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;
    private final String first;

    private Flight(Process process) throws IOException {
      this.process = process;
      this.lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      String line = lines.readLine();
      this.first = line == null ? "failed ? 0" : line;
    }

    /**
     * The process that will execute, in the initial pid namespace; empty if it did not get there.
     */
    Optional<Integer> pid() {
      return first.startsWith("ready ")
          ? Optional.of(Integer.parseInt(first.substring("ready ".length())))
          : Optional.empty();
    }

    /** Executes, and tells how it ended; the program ends itself where that takes too long. */
    Outcome fly() throws IOException {
      if (pid().isEmpty()) return new Outcome.Aborted(first);
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      String line = lines.readLine();
      String[] words = (line == null ? "failed ? 0" : line).split(" ", -1);
      return switch (words[0]) {
        case "ran" -> new Outcome.Ran();
        case "killed" -> new Outcome.Killed(Integer.parseInt(words[1]));
        case "refused" -> new Outcome.Refused(Integer.parseInt(words[1]));
        default -> new Outcome.Aborted(String.join(" ", words));
      };
    }

    @Override
    public void close() {
      try {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
      } catch (IOException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Makes ready to execute a program from memory, called by a name.
   *
   * @param firstProcess of the container
   * @param group directory of the container's cgroup
   * @param name what it is called by ({@code argv[0]})
   */
  Flight fromMemory(int firstProcess, Path group, String name) throws IOException {
    return new Flight(
        new ProcessBuilder(
                program.toString(),
                "/proc/" + firstProcess + "/ns/mnt",
                group.resolve("cgroup.procs").toString(),
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }
}
